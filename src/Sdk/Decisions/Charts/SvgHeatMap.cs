namespace Scalewright.Charts;

/// <summary>Draws a heat map in six steps of one color, with a logarithmic scale for a wide range.</summary>
internal static class SvgHeatMap
{
    private const int CellHeight = 34;
    private const int MaxCellWidth = 130;
    private const int Gap = 2;

    // Names that do not fit above their columns are drawn upright.
    private const int MaxNameHeight = 240;
    private const double MaxLinearRange = 10;

    // Texts are white on the two darkest steps.
    private static readonly string[] Steps = ["#d6e6f4", "#b3d1e9", "#8bb9dd", "#64a1d1", "#2b6fab", "#174f86"];

    public static string Draw(HeatMap map, int width)
    {
        SvgCanvas canvas = new(width);
        string[] names = [.. map.Rows.Append(map.RowTitle)];
        double widest = names.Max(name => TextWidth.Measure(name, SvgCanvas.LetterSize));
        int left = (int)Math.Clamp(widest + 30, 60, width / 3.0);
        int count = Math.Max(1, map.Columns.Count);
        double cell = Math.Min(MaxCellWidth, (canvas.Right - left) / (double)count);
        double longest = map.Columns.Select(name => TextWidth.Measure(name, SvgCanvas.LetterSize)).DefaultIfEmpty().Max();
        bool areUpright = longest > cell - Gap;
        int namesHeight = areUpright ? (int)Math.Min(longest, MaxNameHeight) : 0;
        int top = 66 + canvas.DrawHead(map.Title, map.Unit, left, []) + (map.ColumnTitle.Length > 0 ? 18 : 0) + namesHeight;
        string[] columns = areUpright ? TextWidth.FitAll(map.Columns, MaxNameHeight, SvgCanvas.LetterSize) : [.. map.Columns];
        string[] rows = TextWidth.FitAll(map.Rows, left - 14, SvgCanvas.LetterSize);
        double middle = left + (cell * count / 2);
        canvas.Text(middle, top - 26 - namesHeight, "mid", Fit(map.ColumnTitle, canvas.Right - left));
        canvas.Text(left - 10, top - 8, "end", Fit(map.RowTitle, left - 14));
        for (int column = 0; column < map.Columns.Count; column++)
        {
            double x = left + (cell * (column + 0.5));
            if (areUpright)
            {
                canvas.Shape(
                    $"<text class=\"quiet\" transform=\"translate({x + 4:0.#} {top - 8}) rotate(-90)\">",
                    $"{TextEscaping.EscapeMarkup(columns[column])}</text>"
                );
            }
            else
            {
                canvas.Text(x, top - 8, "quiet mid", map.Columns[column]);
            }
        }

        (double min, double max) = GetRange(map);
        for (int row = 0; row < map.Rows.Count; row++)
        {
            double y = top + (row * CellHeight);
            canvas.Text(left - 10, y + (CellHeight / 2.0) + 4, "quiet end", rows[row]);
            for (int column = 0; column < map.Columns.Count; column++)
            {
                int index = (row * map.Columns.Count) + column;
                if (index < map.Cells.Count)
                {
                    DrawCell(
                        canvas,
                        map.Cells[index],
                        left + (cell * column),
                        y,
                        cell,
                        GetStep(map.Cells[index], min, max),
                        $"{map.Columns[column]}, {map.Rows[row]}"
                    );
                }
            }
        }

        return canvas.End(map.Title, top + (map.Rows.Count * CellHeight) + 16);
    }

    private static void DrawCell(SvgCanvas canvas, HeatCell cell, double x, double y, double width, int? step, string name)
    {
        string fill = step is { } stepIndex ? $"fill=\"{Steps[stepIndex]}\"" : "class=\"grid\" stroke-dasharray=\"4 3\"";
        canvas.Shape(
            $"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{width - Gap:0.#}\" height=\"{CellHeight - Gap}\" {fill}>",
            $"<title>{TextEscaping.EscapeMarkup($"{name}: {cell.Text}")}</title></rect>"
        );
        string? text = ((string?[])[cell.Text, cell.ShortText]).FirstOrDefault(text =>
            text is not null && TextWidth.Measure(text, SvgCanvas.LetterSize) <= width - Gap
        );
        if (text is null)
        {
            return;
        }

        string color = step >= Steps.Length - 2 ? "#fff" : "#10202f";
        string style = step is null ? "" : $" style=\"fill:{color}\"";
        canvas.Shape(
            $"<text class=\"mid\"{style} x=\"{x + ((width - Gap) / 2):0.#}\" y=\"{y + (CellHeight / 2.0) + 3:0.#}\">",
            $"{TextEscaping.EscapeMarkup(text)}</text>"
        );
    }

    private static (double Min, double Max) GetRange(HeatMap map)
    {
        double[] values = [.. map.Cells.Select(cell => cell.Value).Where(double.IsFinite)];
        return values.Length == 0 ? (0, 0) : (values.Min(), values.Max());
    }

    private static int? GetStep(HeatCell cell, double min, double max)
    {
        if (!double.IsFinite(cell.Value))
        {
            return null;
        }

        bool isLogarithmic = min > 0 && max / min > MaxLinearRange;
        double position = isLogarithmic
            ? Math.Log(cell.Value / min) / Math.Log(max / min)
            : (cell.Value - min) / Math.Max(max - min, double.Epsilon);
        return max > min ? Math.Clamp((int)(position * Steps.Length), 0, Steps.Length - 1) : 1;
    }

    private static string Fit(string text, double width) => TextWidth.Fit(text, width, SvgCanvas.LetterSize);
}
