namespace Scalewright.Logs;

/// <summary>Numbers of Python's <c>json</c> that are not JSON: <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.</summary>
internal static class PythonNumbers
{
    /// <summary>Replaces the numbers with JSON numbers of the same length, so that positions stay valid.</summary>
    /// <returns>Text with replacements; null if no replacement was needed.</returns>
    public static byte[]? Mask(ReadOnlySpan<byte> text)
    {
        byte[]? masked = null;
        for (int at = 0; at < text.Length; at++)
        {
            ReadOnlySpan<byte> rest = text[at..];
            if (rest[0] == '"')
            {
                at += EndOfText(rest);
                continue;
            }

            ReadOnlySpan<byte> number =
                rest.StartsWith("NaN"u8) ? "0e0"u8
                : rest.StartsWith("Infinity"u8) ? "1e999999"u8
                : default;
            if (number.IsEmpty || !IsWhole(text, at, number.Length))
            {
                continue;
            }

            masked ??= text.ToArray();
            number.CopyTo(masked.AsSpan(at));
            at += number.Length - 1;
        }

        return masked;
    }

    private static int EndOfText(ReadOnlySpan<byte> text)
    {
        int at = 1;
        while (at < text.Length && text[at] != '"')
        {
            at += text[at] == '\\' ? 2 : 1;
        }

        return at;
    }

    // A neighboring digit or point would change the number. Only infinity can have a sign.
    private static bool IsWhole(ReadOnlySpan<byte> text, int at, int length)
    {
        int before = text[at] == 'I' && at > 0 && text[at - 1] == '-' ? at - 1 : at;
        return (before == 0 || IsBoundary(text[before - 1])) && (at + length == text.Length || IsBoundary(text[at + length]));
    }

    private static bool IsBoundary(byte character) =>
        character
            is (byte)' '
                or (byte)'\t'
                or (byte)'\r'
                or (byte)'\n'
                or (byte)','
                or (byte)':'
                or (byte)'['
                or (byte)']'
                or (byte)'{'
                or (byte)'}';
}
