namespace Scalewright.Charts;

/// <summary>Estimates the width of texts in DejaVu Sans, the widest of the fonts that pages use.</summary>
internal static class TextWidth
{
    private const double Bold = 1.13;
    private const int FirstWide = 0x1100;
    private static readonly SearchValues<char> Separators = SearchValues.Create(" _-./:");

    /// <returns>Estimated width in pixels. Overestimates rather than underestimates.</returns>
    public static double Measure(string text, double size, bool isBold = false)
    {
        double width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += Measure(rune);
        }

        return width * size * (isBold ? Bold : 1);
    }

    /// <summary>Shortens a text in the middle until it fits.</summary>
    public static string Fit(string text, double maxWidth, double size)
    {
        string fitting = text;
        for (int kept = text.Length - 1; kept > 2 && Measure(fitting, size) > maxWidth; kept--)
        {
            int tail = (kept - 1) / 2;
            fitting = $"{text[..(kept - 1 - tail)]}…{text[^tail..]}";
        }

        return fitting;
    }

    /// <summary>Shortens texts until they fit. Different texts stay different: those that would be equal begin where
    /// they differ.</summary>
    public static string[] FitAll(IReadOnlyList<string> texts, double maxWidth, double size)
    {
        string[] fitting = [.. texts.Select(text => Fit(text, maxWidth, size))];
        foreach (
            IGrouping<string, int> equal in Enumerable
                .Range(0, fitting.Length)
                .ToArray()
                .GroupBy(index => fitting[index], StringComparer.Ordinal)
        )
        {
            string[] different = [.. equal.Select(index => texts[index]).Distinct(StringComparer.Ordinal)];
            int shared = CountShared(different);
            foreach (int index in equal.Where(_ => different.Length > 1))
            {
                fitting[index] = Cut($"…{texts[index][shared..]}", maxWidth, size);
            }
        }

        return fitting;
    }

    /// <summary>Returns the length of the common start, up to the last separator.</summary>
    private static int CountShared(string[] texts)
    {
        int shared = texts.Min(text => text.AsSpan().CommonPrefixLength(texts[0]));
        return texts[0].AsSpan(0, shared).LastIndexOfAny(Separators) + 1;
    }

    /// <summary>Shortens a text at its end until it fits.</summary>
    private static string Cut(string text, double maxWidth, double size)
    {
        string fitting = text;
        for (int kept = text.Length - 1; kept > 1 && Measure(fitting, size) > maxWidth; kept--)
        {
            fitting = $"{text[..kept]}…";
        }

        return fitting;
    }

    /// <summary>Breaks a text into lines that fit, at spaces if possible.</summary>
    public static IReadOnlyList<string> Lines(string text, double maxWidth, double size)
    {
        List<string> lines = [];
        StringBuilder line = new();
        foreach (string word in text.Split(' ').SelectMany(word => Pieces(word, maxWidth, size)))
        {
            if (line.Length > 0 && Measure($"{line} {word}", size, isBold: true) > maxWidth)
            {
                lines.Add(line.ToString());
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        lines.Add(line.ToString());
        return lines;
    }

    /// <summary>Splits a word that is longer than a line.</summary>
    private static IEnumerable<string> Pieces(string word, double maxWidth, double size)
    {
        int begin = 0;
        for (int end = 1; end <= word.Length; end++)
        {
            if (end - begin > 1 && Measure(word[begin..end], size, isBold: true) > maxWidth)
            {
                yield return word[begin..(end - 1)];
                begin = end - 1;
            }
        }

        yield return word[begin..];
    }

    private static double Measure(Rune rune) =>
        rune.Value switch
        {
            'i' or 'l' or 'j' or 'I' or '.' or ',' or ':' or ';' or '\'' or '|' or ' ' => 0.34,
            'f' or 't' or 'r' or '-' or '(' or ')' or '[' or ']' or '/' or '"' => 0.42,
            'm' or 'W' or 'M' or '…' or '%' or '@' => 1,
            'w' or '+' or '±' or '=' or '<' or '>' or '~' => 0.84,
            >= 'A' and <= 'Z' => 0.72,
            < FirstWide => 0.64,
            _ => 1.1,
        };
}
