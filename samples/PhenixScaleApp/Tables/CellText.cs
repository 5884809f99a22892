using System.Globalization;
using System.Text;

namespace PhenixScaleApp.Tables;

/// <summary>Texts in the cells of a terminal: an East Asian character takes two cells, a combining mark none.</summary>
internal static class CellText
{
    private const int TabWidth = 8;
    private const char Ellipsis = '…';

    // Unicode Standard Annex 11, East Asian Width: wide and fullwidth.
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x231A, 0x231B), (0x2329, 0x232A), (0x23E9, 0x23EC), (0x23F0, 0x23F0), (0x23F3, 0x23F3), (0x25FD, 0x25FE),
        (0x2614, 0x2615), (0x2648, 0x2653), (0x267F, 0x267F), (0x2693, 0x2693), (0x26A1, 0x26A1), (0x26AA, 0x26AB), (0x26BD, 0x26BE),
        (0x26C4, 0x26C5), (0x26CE, 0x26CE), (0x26D4, 0x26D4), (0x26EA, 0x26EA), (0x26F2, 0x26F3), (0x26F5, 0x26F5), (0x26FA, 0x26FA),
        (0x26FD, 0x26FD), (0x2705, 0x2705), (0x270A, 0x270B), (0x2728, 0x2728), (0x274C, 0x274C), (0x274E, 0x274E), (0x2753, 0x2755),
        (0x2757, 0x2757), (0x2795, 0x2797), (0x27B0, 0x27B0), (0x27BF, 0x27BF), (0x2B1B, 0x2B1C), (0x2B50, 0x2B50), (0x2B55, 0x2B55),
        (0x2E80, 0x303E), (0x3041, 0x3247), (0x3250, 0x4DBF), (0x4E00, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7A3), (0xF900, 0xFAFF),
        (0xFE10, 0xFE19), (0xFE30, 0xFE6F), (0xFF01, 0xFF60), (0xFFE0, 0xFFE6), (0x16FE0, 0x18D08), (0x1B000, 0x1B2FB), (0x1F004, 0x1F004),
        (0x1F0CF, 0x1F0CF), (0x1F18E, 0x1F18E), (0x1F191, 0x1F19A), (0x1F200, 0x1F320), (0x1F32D, 0x1F335), (0x1F337, 0x1F37C),
        (0x1F37E, 0x1F393), (0x1F3A0, 0x1F3CA), (0x1F3CF, 0x1F3D3), (0x1F3E0, 0x1F3F0), (0x1F3F4, 0x1F3F4), (0x1F3F8, 0x1F43E),
        (0x1F440, 0x1F440), (0x1F442, 0x1F4FC), (0x1F4FF, 0x1F53D), (0x1F54B, 0x1F54E), (0x1F550, 0x1F567), (0x1F57A, 0x1F57A),
        (0x1F595, 0x1F596), (0x1F5A4, 0x1F5A4), (0x1F5FB, 0x1F64F), (0x1F680, 0x1F6C5), (0x1F6CC, 0x1F6CC), (0x1F6D0, 0x1F6D2),
        (0x1F6D5, 0x1F6D7), (0x1F6DD, 0x1F6DF), (0x1F6EB, 0x1F6EC), (0x1F6F4, 0x1F6FC), (0x1F7E0, 0x1F7EB), (0x1F7F0, 0x1F7F0),
        (0x1F90C, 0x1F93A), (0x1F93C, 0x1F945), (0x1F947, 0x1F9FF), (0x1FA70, 0x1FAFF), (0x20000, 0x2FFFD), (0x30000, 0x3FFFD),
    ];

    /// <summary>Width of a text in cells.</summary>
    public static int WidthOf(string text) => text.EnumerateRunes().Sum(WidthOf);

    /// <summary>Width of the longest line of a text in cells.</summary>
    public static int LongestLine(string text) => text.ReplaceLineEndings("\n").Split('\n').Max(WidthOf);

    /// <summary>Text without bells and other characters that move the cursor.</summary>
    public static string Shown(string text) => string.Concat(text.Where(character => character is not ('\a' or '\b' or '\v' or '\f' or '\r')));

    /// <summary>Appends blanks to a text, or prepends them.</summary>
    public static string Pad(string text, int width, bool isRight)
    {
        string blanks = new(' ', Math.Max(0, width - WidthOf(text)));
        return isRight ? blanks + text : text + blanks;
    }

    /// <summary>Wraps a text between words. Cuts a word that is too long.</summary>
    /// <param name="width">Width of a line in cells.</param>
    public static IEnumerable<string> Wrap(string text, int width) =>
        text.Split('\n').SelectMany(line => Broken(Expand(line), width)).Select(line => Cut(Trim(line, width), width));

    private static IEnumerable<string> Broken(string line, int width)
    {
        int start = 0;
        int used = 0;
        foreach ((int at, string word) in Words(line))
        {
            if (used + WidthOf(word.TrimEnd()) <= width)
            {
                used += WidthOf(word);
                continue;
            }

            if (at > start)
            {
                yield return line[start..at];
                start = at;
            }

            used = WidthOf(word);
        }

        yield return line[start..];
    }

    /// <summary>Words with the blanks after them. Leading blanks belong to the first word.</summary>
    private static IEnumerable<(int At, string Word)> Words(string line)
    {
        int at = 0;
        while (at < line.Length)
        {
            int end = at;
            end = Skip(line, end, isBlank: true);
            int letters = end;
            end = Skip(line, end, isBlank: false);
            if (end == letters)
            {
                yield break;
            }

            end = Skip(line, end, isBlank: true);
            yield return (at, line[at..end]);
            at = end;
        }
    }

    private static int Skip(string line, int at, bool isBlank)
    {
        while (at < line.Length && char.IsWhiteSpace(line[at]) == isBlank)
        {
            at++;
        }

        return at;
    }

    private static string Expand(string line)
    {
        StringBuilder expanded = new();
        foreach (char character in line)
        {
            _ = character == '\t' ? expanded.Append(' ', TabWidth - (expanded.Length % TabWidth)) : expanded.Append(character);
        }

        return expanded.ToString();
    }

    private static string Trim(string line, int width)
    {
        int excess = Math.Max(0, line.Length - width);
        int blanks = line.Length - line.TrimEnd().Length;
        return line[..^Math.Min(excess, blanks)];
    }

    private static string Cut(string line, int width)
    {
        if (WidthOf(line) <= width)
        {
            return line;
        }

        StringBuilder cut = new();
        int left = width - 1;
        foreach (Rune rune in line.EnumerateRunes())
        {
            left -= WidthOf(rune);
            if (left < 0)
            {
                cut.Append(' ', left == -1 && WidthOf(rune) == 2 ? 1 : 0);
                break;
            }

            cut.Append(rune.ToString());
        }

        return cut.Append(Ellipsis).ToString();
    }

    private static int WidthOf(Rune rune)
    {
        if (rune.IsAscii)
        {
            return rune.Value is < ' ' or 0x7F ? 0 : 1;
        }

        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Control
            || rune.Value is >= 0x200B and <= 0x200F ? 0
            : Array.Exists(Wide, range => rune.Value >= range.First && rune.Value <= range.Last) ? 2
            : 1;
    }
}
