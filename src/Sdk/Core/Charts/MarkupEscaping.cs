namespace Scalewright.Charts;

/// <summary>Escapes untrusted text for XML and for labels of Graphviz.</summary>
internal static class MarkupEscaping
{
    private const int LengthUsual = 200;

    /// <summary>Escapes a text, and shortens it in the middle if it is too long.</summary>
    public static string Escape(string text, int lengthMax = LengthUsual)
    {
        string printable = TextEscaping.EscapeAndTruncate(text, Math.Max(lengthMax, TextEscaping.MaxLength));
        if (printable.Length > lengthMax)
        {
            int tail = (lengthMax - 1) / 2;
            printable = $"{printable[..(lengthMax - 1 - tail)]}…{printable[^tail..]}";
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
