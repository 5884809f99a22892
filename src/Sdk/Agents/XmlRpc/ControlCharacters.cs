namespace Scalewright.Agents.XmlRpc;

/// <summary>Control characters that XML 1.0 (section 2.2) cannot contain. Python writes them anyway.</summary>
internal static class ControlCharacters
{
    /// <summary>Returns the text with escapes like <c>\u001b</c>; null if it contains no control characters.</summary>
    public static ReadOnlyMemory<byte>? Escape(ReadOnlyMemory<byte> utf8)
    {
        if (
            !utf8.Span.ContainsAnyInRange((byte)0, (byte)8)
            && !utf8.Span.ContainsAnyInRange((byte)11, (byte)12)
            && !utf8.Span.ContainsAnyInRange((byte)14, (byte)31)
        )
        {
            return null;
        }

        StringBuilder text = new(utf8.Length);
        foreach (char letter in Encoding.UTF8.GetString(utf8.Span))
        {
            _ = letter is < ' ' and not ('\t' or '\n' or '\r')
                ? text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}")
                : text.Append(letter);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
