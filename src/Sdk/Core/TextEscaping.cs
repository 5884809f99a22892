namespace Scalewright;

/// <summary>Escapes control and invisible characters, so that untrusted text is safe to print.</summary>
public static class TextEscaping
{
    internal const int MaxLength = 200;

    /// <summary>
    /// Escapes control and format characters, line breaks and lone surrogates in the form <c>\u001b</c>, and truncates
    /// the text after 200 characters.
    /// </summary>
    /// <param name="text">Any text.</param>
    public static string Escape(string? text) => EscapeAndTruncate(text, MaxLength);

    /// <summary>Escapes a text like <see cref="Escape"/>, with another maximum length.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="maxLength">Maximum number of characters, 0 or more, without the ellipsis that marks the
    /// truncation.</param>
    public static string EscapeAndTruncate(string? text, int maxLength)
    {
        StringBuilder safe = new();
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            if (safe.Length >= maxLength)
            {
                return safe.Append('…').ToString();
            }

            bool isSeen =
                Rune.DecodeFromUtf16(rest, out _, out int length) == OperationStatus.Done && InvisibleCharacters.LengthAt(rest, 0) == 0;
            foreach (char unit in rest[..length])
            {
                _ = isSeen ? safe.Append(unit) : safe.Append("\\u").Append(((int)unit).ToString("x4", CultureInfo.InvariantCulture));
            }

            rest = rest[length..];
        }

        return safe.ToString();
    }
}

/// <summary>
/// Characters that a terminal does not show, or that change the display of other characters: control and format
/// characters (text direction, joiners, byte order marks, tags) and line breaks.
/// </summary>
internal static class InvisibleCharacters
{
    /// <summary>
    /// Code units that may start an invisible character. Includes all high surrogates, so <see cref="LengthAt"/> must
    /// confirm each match.
    /// </summary>
    public static SearchValues<char> FirstUnits { get; } =
        SearchValues.Create([
            .. Enumerable
                .Range(0, char.MaxValue + 1)
                .Select(value => (char)value)
                .Where(unit => char.IsHighSurrogate(unit) || IsInvisible(CharUnicodeInfo.GetUnicodeCategory(unit))),
        ]);

    /// <summary>Length in UTF-16 code units of an invisible character at a position: 0, 1, or 2 for a pair.</summary>
    public static int LengthAt(ReadOnlySpan<char> text, int at) =>
        Rune.DecodeFromUtf16(text[at..], out Rune rune, out int length) == OperationStatus.Done
        && IsInvisible(Rune.GetUnicodeCategory(rune))
            ? length
            : 0;

    private static bool IsInvisible(UnicodeCategory category) =>
        category
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;
}
