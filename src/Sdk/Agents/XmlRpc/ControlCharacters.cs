namespace Scalewright.Agents.XmlRpc;

/// <summary>Control characters that XML 1.0 (section 2.2) cannot contain. Python writes them anyway.</summary>
internal static class ControlCharacters
{
    // All control characters but tab, line feed and carriage return.
    private static readonly SearchValues<byte> Forbidden = SearchValues.Create([
        .. Enumerable.Range(0, ' ').Select(value => (byte)value).Except("\t\n\r"u8.ToArray()),
    ]);

    /// <summary>Returns the text with escapes like <c>\u001b</c>; null if it contains no control characters.</summary>
    public static ReadOnlyMemory<byte>? Escape(ReadOnlyMemory<byte> utf8)
    {
        if (!utf8.Span.ContainsAny(Forbidden))
        {
            return null;
        }

        StringBuilder text = new(utf8.Length);
        foreach (char character in Encoding.UTF8.GetString(utf8.Span))
        {
            if (character < ' ' && Forbidden.Contains((byte)character))
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
            else
            {
                text.Append(character);
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
