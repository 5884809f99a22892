namespace Scalewright;

/// <summary>Escapes control and invisible characters, so that untrusted text is safe to print.</summary>
public static class TextEscaping
{
    /// <summary>Number of characters after which <see cref="Escape"/> truncates: 200.</summary>
    public const int MaxLength = 200;

    // Code units that may start an invisible character. All high surrogates are among them, so each match must be confirmed.
    private static readonly SearchValues<char> FirstUnits = SearchValues.Create([
        .. Enumerable
            .Range(0, char.MaxValue + 1)
            .Select(value => (char)value)
            .Where(unit => char.IsHighSurrogate(unit) || IsInvisible(CharUnicodeInfo.GetUnicodeCategory(unit))),
    ]);

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
        if (text is null || (text.Length <= maxLength && FindInvisible(text, out _) < 0 && IsWellFormed(text)))
        {
            return text ?? "";
        }

        StringBuilder safe = new();
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            if (safe.Length >= maxLength)
            {
                return safe.Append('…').ToString();
            }

            bool isSeen = Rune.DecodeFromUtf16(rest, out _, out int length) == OperationStatus.Done && GetInvisibleLength(rest, 0) == 0;
            foreach (char unit in rest[..length])
            {
                if (isSeen)
                {
                    safe.Append(unit);
                }
                else
                {
                    safe.Append("\\u").Append(((int)unit).ToString("x4", CultureInfo.InvariantCulture));
                }
            }

            rest = rest[length..];
        }

        return safe.ToString();
    }

    /// <summary>
    /// Finds the first character that a terminal does not show, or that changes the display of other characters:
    /// control and format characters (text direction, joiners, byte order marks, tags) and line breaks.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <param name="length">Length of the character in UTF-16 code units: 1, or 2 for a pair; 0 if not found.</param>
    /// <returns>Position of the character; -1 if not found.</returns>
    public static int FindInvisible(ReadOnlySpan<char> text, out int length)
    {
        int start = 0;
        while (text[start..].IndexOfAny(FirstUnits) is >= 0 and int offset)
        {
            int position = start + offset;
            length = GetInvisibleLength(text, position);
            if (length > 0)
            {
                return position;
            }

            start = position + 1;
        }

        length = 0;
        return -1;
    }

    /// <summary>Returns true if a text can be encoded as UTF-8: it has no unpaired surrogate.</summary>
    /// <param name="text">Any text.</param>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        int position;
        while ((position = text.IndexOfAnyInRange('\ud800', '\udfff')) >= 0)
        {
            if (Rune.DecodeFromUtf16(text[position..], out _, out int length) != OperationStatus.Done)
            {
                return false;
            }

            text = text[(position + length)..];
        }

        return true;
    }

    /// <summary>
    /// Escapes a text for XML and for labels of Graphviz, and replaces its middle by an ellipsis if it is longer than a limit.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <param name="maxLength">Maximum number of characters before the escaping of markup. Default 200.</param>
    public static string EscapeMarkup(string text, int maxLength = MaxLength)
    {
        string printable = EscapeAndTruncate(text, Math.Max(maxLength, MaxLength));
        if (printable.Length > maxLength)
        {
            int tailLength = (maxLength - 1) / 2;
            printable = $"{printable[..(maxLength - 1 - tailLength)]}…{printable[^tailLength..]}";
        }

        StringBuilder escaped = new();
        foreach (Rune rune in printable.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '&':
                    escaped.Append("&amp;");
                    break;
                case '<':
                    escaped.Append("&lt;");
                    break;
                case '>':
                    escaped.Append("&gt;");
                    break;
                case '"':
                    escaped.Append("&quot;");
                    break;
                case '\'':
                    escaped.Append("&#39;");
                    break;
                // XML 1.0, section 2.2: U+FFFE and U+FFFF are not characters.
                case 0xFFFE or 0xFFFF:
                    escaped.Append('\uFFFD');
                    break;
                default:
                    escaped.Append(rune);
                    break;
            }
        }

        return escaped.ToString();
    }

    private static int GetInvisibleLength(ReadOnlySpan<char> text, int position) =>
        Rune.DecodeFromUtf16(text[position..], out Rune rune, out int length) == OperationStatus.Done
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
