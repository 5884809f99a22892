namespace Scalewright.Logs;

/// <summary>Reads JSON strings. Keeps unpaired surrogates that the sender escaped.</summary>
internal static class JsonStringText
{
    public static string Read(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> raw = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        return reader.ValueIsEscaped && HasSurrogate(raw) ? Unescape(raw) : reader.GetString()!;
    }

    private static bool HasSurrogate(ReadOnlySpan<byte> raw) => raw.IndexOf("\\ud"u8) >= 0 || raw.IndexOf("\\uD"u8) >= 0;

    // The reader has checked that every escape is complete.
    private static string Unescape(ReadOnlySpan<byte> raw)
    {
        StringBuilder text = new(raw.Length);
        while (raw.IndexOf((byte)'\\') is >= 0 and int at)
        {
            text.Append(Encoding.UTF8.GetString(raw[..at]));
            bool isHex = raw[at + 1] == 'u';
            text.Append(
                isHex
                    ? (char)ushort.Parse(raw.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                    : Simple(raw[at + 1])
            );
            raw = raw[(at + (isHex ? 6 : 2))..];
        }

        return text.Append(Encoding.UTF8.GetString(raw)).ToString();
    }

    private static char Simple(byte escape) =>
        (char)escape switch
        {
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            var character => character,
        };
}
