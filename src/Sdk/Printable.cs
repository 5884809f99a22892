using System.Text;

namespace Scalewright;

/// <summary>Makes foreign text safe to print: control and invisible characters become visible escapes.</summary>
public static class Printable
{
    internal const int LengthMax = 200;

    /// <summary>The text with control, format and surrogate characters as <c>\u001b</c>, cut after 200 characters.</summary>
    /// <param name="text">Any text.</param>
    public static string Escape(string? text) => EscapeUpTo(text, LengthMax);

    /// <summary>The same, cut after another number of characters.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="lengthMax">After how many characters it is cut, 0 or more; one more says so.</param>
    public static string EscapeUpTo(string? text, int lengthMax)
    {
        StringBuilder safe = new();
        foreach (char character in text ?? "")
        {
            if (safe.Length >= lengthMax)
            {
                return safe.Append('…').ToString();
            }

            if (char.IsControl(character) || char.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator)
            {
                safe.Append("\\u").Append(((int)character).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
            }
            else
            {
                safe.Append(character);
            }
        }

        return safe.ToString();
    }
}
