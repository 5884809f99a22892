using System.Buffers;
using System.Globalization;
using System.Text;

namespace Scalewright;

/// <summary>Makes foreign text safe to print: control and invisible characters become visible escapes.</summary>
public static class Printable
{
    internal const int LengthMax = 200;

    /// <summary>The text with control and format characters, ends of lines and halves of pairs as <c>\u001b</c>, cut after 200 characters.</summary>
    /// <param name="text">Any text.</param>
    public static string Escape(string? text) => EscapeUpTo(text, LengthMax);

    /// <summary>The same, cut after another number of characters.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="lengthMax">After how many characters it is cut, 0 or more; one more says so.</param>
    public static string EscapeUpTo(string? text, int lengthMax)
    {
        StringBuilder safe = new();
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            if (safe.Length >= lengthMax)
            {
                return safe.Append('…').ToString();
            }

            bool isSeen = Rune.DecodeFromUtf16(rest, out _, out int length) == OperationStatus.Done && Unseen.LengthAt(rest, 0) == 0;
            foreach (char unit in rest[..length])
            {
                _ = isSeen ? safe.Append(unit) : safe.Append("\\u").Append(((int)unit).ToString("x4", CultureInfo.InvariantCulture));
            }

            rest = rest[length..];
        }

        return safe.ToString();
    }
}
