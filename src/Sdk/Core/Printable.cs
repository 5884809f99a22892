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

/// <summary>Characters that a terminal does not show, or that change how it shows others: those of control and format (directions of writing, joiners, marks of byte order, tags), and ends of lines.</summary>
internal static class Unseen
{
    /// <summary>Where such a character may begin, to be looked at by <see cref="LengthAt"/>. Those beyond U+FFFF begin with the first half of a pair, as others do.</summary>
    public static SearchValues<char> Begins { get; } = SearchValues.Create([.. Enumerable.Range(0, char.MaxValue + 1).Select(value => (char)value).Where(unit => char.IsHighSurrogate(unit) || IsOne(CharUnicodeInfo.GetUnicodeCategory(unit)))]);

    /// <summary>How many characters of the text, from here on, are one that is not seen: 0, 1, or 2 for a pair.</summary>
    public static int LengthAt(ReadOnlySpan<char> text, int at) => Rune.DecodeFromUtf16(text[at..], out Rune rune, out int length) == OperationStatus.Done && IsOne(Rune.GetUnicodeCategory(rune)) ? length : 0;

    private static bool IsOne(UnicodeCategory category) => category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
