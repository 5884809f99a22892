using System.Buffers;
using System.Globalization;
using System.Text;

namespace Scalewright;

/// <summary>Characters that a terminal does not show, or that change how it shows others: those of control and format (directions of writing, joiners, marks of byte order, tags), and ends of lines.</summary>
internal static class Unseen
{
    /// <summary>Where such a character may begin, to be looked at by <see cref="LengthAt"/>. Those beyond U+FFFF begin with the first half of a pair, as others do.</summary>
    public static SearchValues<char> Begins { get; } = SearchValues.Create([.. Enumerable.Range(0, char.MaxValue + 1).Select(value => (char)value).Where(unit => char.IsHighSurrogate(unit) || IsOne(CharUnicodeInfo.GetUnicodeCategory(unit)))]);

    /// <summary>How many characters of the text, from here on, are one that is not seen: 0, 1, or 2 for a pair.</summary>
    public static int LengthAt(ReadOnlySpan<char> text, int at) => Rune.DecodeFromUtf16(text[at..], out Rune rune, out int length) == OperationStatus.Done && IsOne(Rune.GetUnicodeCategory(rune)) ? length : 0;

    private static bool IsOne(UnicodeCategory category) => category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
