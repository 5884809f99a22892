namespace Scalewright.Logs;

/// <summary>Detects the Unicode encoding of JSON by byte order mark or zero bytes (RFC 4627, section 3).</summary>
internal static class LogEncoding
{
    private static readonly Encoding Utf32Big = new UTF32Encoding(bigEndian: true, byteOrderMark: false, throwOnInvalidCharacters: true);
    private static readonly Encoding Utf32Little = new UTF32Encoding(
        bigEndian: false,
        byteOrderMark: false,
        throwOnInvalidCharacters: true
    );
    private static readonly Encoding Utf16Big = new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly Encoding Utf16Little = new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);

    /// <summary>Returns the body as UTF-8 without a byte order mark. Does not copy a body in this form.</summary>
    public static ReadOnlyMemory<byte> ToUtf8(ReadOnlyMemory<byte> body)
    {
        (Encoding? encoding, int bomLength) = Find(body.Span);
        return encoding is null ? body[bomLength..] : Encoding.UTF8.GetBytes(encoding.GetString(body.Span[bomLength..]));
    }

    private static (Encoding? Encoding, int Mark) Find(ReadOnlySpan<byte> body) =>
        body switch
        {
            [0x00, 0x00, 0xFE, 0xFF, ..] => (Utf32Big, 4),
            [0xFF, 0xFE, 0x00, 0x00, ..] => (Utf32Little, 4),
            [0xFE, 0xFF, ..] => (Utf16Big, 2),
            [0xFF, 0xFE, ..] => (Utf16Little, 2),
            [0xEF, 0xBB, 0xBF, ..] => (null, 3),
            [0, 0, 0, not 0, ..] => (Utf32Big, 0),
            [0, not 0, _, _, ..] => (Utf16Big, 0),
            [not 0, 0, 0, 0, ..] => (Utf32Little, 0),
            [not 0, 0, _, _, ..] => (Utf16Little, 0),
            [0, not 0] => (Utf16Big, 0),
            [not 0, 0] => (Utf16Little, 0),
            _ => (null, 0),
        };
}
