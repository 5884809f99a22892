namespace Scalewright.Charts;

/// <summary>Escapes untrusted text for XML and for Graphviz labels.</summary>
internal static class MarkupEscaping
{
    private const int DefaultMaxLength = 200;

    /// <summary>Escapes a text, and replaces its middle by an ellipsis if it is longer than a limit.</summary>
    public static string Escape(string text, int maxLength = DefaultMaxLength)
    {
        string printable = TextEscaping.EscapeAndTruncate(text, Math.Max(maxLength, TextEscaping.MaxLength));
        if (printable.Length > maxLength)
        {
            int tailLength = (maxLength - 1) / 2;
            printable = $"{printable[..(maxLength - 1 - tailLength)]}…{printable[^tailLength..]}";
        }

        StringBuilder escaped = new();
        foreach (Rune rune in printable.EnumerateRunes())
        {
            // XML 1.0, section 2.2: U+FFFE and U+FFFF are not characters.
            _ = rune.Value switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                0xFFFE or 0xFFFF => escaped.Append('\uFFFD'),
                _ => escaped.Append(rune),
            };
        }

        return escaped.ToString();
    }
}
