namespace Scalewright.Logs;

/// <summary>Writes untrusted text visibly on one line. Control and format characters become escapes.</summary>
internal static class LogEscaping
{
    /// <summary>Writes the text with escapes like <c>\u001b</c>. Tabs are kept.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        while (TextEscaping.FindInvisible(text, out int length) is >= 0 and int position)
        {
            Encoding.UTF8.GetBytes(text[..position], output);
            if (text[position] == '\t')
            {
                output.Write("\t"u8);
            }
            else
            {
                WriteEscape(output, text.Slice(position, length));
            }

            text = text[(position + length)..];
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
