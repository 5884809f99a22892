using System.Buffers;
using System.Globalization;
using System.Text;

namespace Scalewright.Logs;

/// <summary>Writes foreign text so that it stays on its line: control characters become <c>\u001b</c>.</summary>
internal static class LogText
{
    private static readonly SearchValues<char> Unsafe = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Concat([0x200E, 0x200F, 0x2028, 0x2029]).Concat(Enumerable.Range(0x202A, 5)).Concat(Enumerable.Range(0x2066, 4)).Select(value => (char)value)]);

    /// <summary>Writes the text; tabs stay.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(Unsafe) is >= 0 and int at)
        {
            Encoding.UTF8.GetBytes(text[..at], output);
            if (text[at] == '\t')
            {
                output.Write("\t"u8);
            }
            else
            {
                output.Write("\\u"u8);
                Encoding.UTF8.GetBytes(((int)text[at]).ToString("x4", CultureInfo.InvariantCulture), output);
            }

            text = text[(at + 1)..];
        }

        Encoding.UTF8.GetBytes(text, output);
    }
}
