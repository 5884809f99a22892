using System.Text;

namespace PhenixScaleApp.Tables;

/// <summary>A table with a title, a line below its header and one above its last row.</summary>
/// <param name="title">The title, wrapped if the table is narrower.</param>
/// <param name="numberColumn">The right-aligned column.</param>
internal sealed class TextTable(string title, string[] header, string[] footer, int numberColumn)
{
    private const string Gap = "   ";
    private const string Edge = "  ";
    private const int Padding = 2;

    /// <summary>Renders the table as text. Each line ends with a line feed.</summary>
    /// <param name="rows">The rows. A cell may have several lines.</param>
    /// <param name="widthMax">Maximum width in cells.</param>
    public string Render(IReadOnlyList<string[]> rows, int widthMax)
    {
        int[] widths = [.. header.Select((text, i) =>
            Padding + Math.Max(Math.Max(text.Length, footer[i].Length), rows.Max(row => CellText.LongestLine(row[i]))))];
        int lines = widths.Length + 1;
        widths = [.. ColumnWidths.Fit(widths, widthMax - lines).Select(width => Math.Max(0, width - Padding))];
        int width = widths.Sum() + (Padding * widths.Length) + lines;
        StringBuilder table = new();
        foreach (string line in CellText.Wrap(title, width).Select(line => line.TrimEnd()))
        {
            int left = (width - line.Length) / 2;
            table.Append(' ', left).Append(line).Append(' ', width - left - line.Length).Append('\n');
        }

        string blank = new(' ', width);
        string rule = $" {new string('─', width - 2)} ";
        table.Append(blank).Append('\n');
        AppendRow(table, header, widths);
        table.Append(rule).Append('\n');
        foreach (string[] row in rows)
        {
            AppendRow(table, row, widths);
        }

        table.Append(rule).Append('\n');
        AppendRow(table, footer, widths);
        return table.Append(blank).Append('\n').ToString();
    }

    private void AppendRow(StringBuilder table, string[] cells, int[] widths)
    {
        string[][] lines = [.. cells.Select((cell, i) => CellText.Wrap(cell, widths[i]).ToArray())];
        for (int line = 0; line < lines.Max(cell => cell.Length); line++)
        {
            table.Append(Edge);
            for (int i = 0; i < cells.Length; i++)
            {
                string text = line < lines[i].Length ? lines[i][line] : "";
                table.Append(i > 0 ? Gap : "").Append(CellText.Pad(i == numberColumn ? text.TrimEnd() : text, widths[i], i == numberColumn));
            }

            table.Append(Edge).Append('\n');
        }
    }
}
