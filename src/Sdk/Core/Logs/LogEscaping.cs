namespace Scalewright.Logs;

/// <summary>Writes untrusted text visibly on one line. Control and format characters become escapes.</summary>
internal static class LogEscaping
{
    /// <summary>Writes the text with escapes like <c>\u001b</c>. Tabs are kept.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(InvisibleCharacters.FirstUnits) is >= 0 and int at)
        {
            Encoding.UTF8.GetBytes(text[..at], output);
            int length = text[at] == '\t' ? 0 : InvisibleCharacters.LengthAt(text, at);
            if (length > 0)
            {
                WriteEscape(output, text.Slice(at, length));
            }
            else
            {
                // A tab, or the first half of a visible surrogate pair.
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
