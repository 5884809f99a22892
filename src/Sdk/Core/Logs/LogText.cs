namespace Scalewright.Logs;

/// <summary>Writes foreign text so that it stays on its line and is all seen: characters of control and format become <c>\u001b</c>.</summary>
internal static class LogText
{
    /// <summary>Writes the text; tabs stay.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(Unseen.Begins) is >= 0 and int at)
        {
            Encoding.UTF8.GetBytes(text[..at], output);
            int length = text[at] == '\t' ? 0 : Unseen.LengthAt(text, at);
            if (length > 0)
            {
                WriteEscape(output, text.Slice(at, length));
            }
            else
            {
                // A tab, or the first half of a pair that is seen.
                length = at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;
                Encoding.UTF8.GetBytes(text.Slice(at, length), output);
            }

            text = text[(at + length)..];
        }

        Encoding.UTF8.GetBytes(text, output);
    }

    private static void WriteEscape(IBufferWriter<byte> output, ReadOnlySpan<char> units)
    {
        foreach (char unit in units)
        {
            output.Write("\\u"u8);
            Encoding.UTF8.GetBytes(((int)unit).ToString("x4", CultureInfo.InvariantCulture), output);
        }
    }
}
