namespace Scalewright.Tool;

/// <summary>Rows of a help text: names, and texts that are wrapped in the column beside them.</summary>
internal static class HelpTable
{
    private const int Indent = 2;
    private const int MinTextWidth = 20;

    /// <summary>Returns the rows in lines of a maximum width, if a name leaves space for a text.</summary>
    /// <param name="maxWidth">Maximum width of a line in characters.</param>
    public static string Write(IReadOnlyCollection<(string Name, string About)> rows, int maxWidth)
    {
        int nameWidth = rows.Select(row => row.Name.Length).DefaultIfEmpty().Max();
        int start = Indent + nameWidth + Indent;
        StringBuilder text = new();
        foreach ((string name, string about) in rows)
        {
            string leftColumn = $"{new string(' ', Indent)}{name}";
            foreach (string line in Wrap(about, Math.Max(MinTextWidth, maxWidth - start)))
            {
                text.Append(leftColumn.PadRight(start)).Append(line).Append('\n');
                leftColumn = "";
            }
        }

        return text.ToString();
    }

    private static List<string> Wrap(string text, int width)
    {
        List<string> lines = [""];
        foreach (string word in text.Split(' '))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > width)
            {
                lines.Add("");
            }

            lines[^1] += lines[^1].Length == 0 ? word : $" {word}";
        }

        return lines;
    }
}
