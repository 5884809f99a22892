namespace Scalewright.Charts;

/// <summary>Draws bars in columns: names to the left, or above the bars on a phone.</summary>
internal static class SvgBarChart
{
    private const int WideRow = 28;
    private const int NarrowRow = 40;
    private const int BarHeight = 16;
    private const int NarrowLeft = 16;
    private const int Gap = 24;
    private const int LabelGap = 8;
    private const double MinLength = 20;

    // A longer bar of a baseline would make the other bars unreadable.
    private const double MaxBaseline = 2;

    public static string Draw(BarChart chart, int width)
    {
        SvgCanvas canvas = new(width);
        double widest = chart.Rows.Select(row => TextWidth.Measure(row.Name, SvgCanvas.LetterSize, isBold: true)).DefaultIfEmpty().Max();
        double left = canvas.IsNarrow ? NarrowLeft : Math.Clamp(widest + 26, 80, width / 3.0);
        int top = 66 + canvas.DrawHead(chart.Title, "", (int)left, []);
        int rowHeight = canvas.IsNarrow ? NarrowRow : WideRow;
        int bottom = top + (chart.Rows.Count * rowHeight);
        double columnWidth = ((canvas.Right - left + Gap) / Math.Max(1, chart.Columns.Count)) - Gap;
        foreach ((int row, BarRow barRow) in chart.Rows.Index())
        {
            double y = top + (row * rowHeight);
            (double x, double baseline, string style) = canvas.IsNarrow
                ? (left, y + 12, "")
                : (left - 10, y + (rowHeight / 2.0) + 4, "end");
            canvas.Text(
                x,
                baseline,
                style,
                TextWidth.Fit(barRow.Name, canvas.IsNarrow ? canvas.Right - left : left - 26, SvgCanvas.LetterSize),
                !barRow.IsBaseline
            );
        }

        for (int column = 0; column < chart.Columns.Count; column++)
        {
            double x = left + (column * (columnWidth + Gap));
            canvas.Text(x, top - 10, "quiet", TextWidth.Fit(chart.Columns[column].Title, columnWidth, SvgCanvas.LetterSize));
            DrawColumn(canvas, chart, column, x, columnWidth, index =>
                top + (index * rowHeight) + (canvas.IsNarrow ? 18 : (rowHeight - BarHeight) / 2.0)
            );
        }

        return canvas.End(chart.Title, bottom + 16);
    }

    private static void DrawColumn(SvgCanvas canvas, BarChart chart, int column, double x, double width, Func<int, double> getY)
    {
        (BarRow Row, Bar Bar)[] bars = [.. chart.Rows.Select(row => (row, column < row.Bars.Count ? row.Bars[column] : new Bar(0, "")))];
        double most = Most(bars.Where(entry => !entry.Row.IsBaseline));
        double all = Most(bars);
        double end = most > 0 ? Math.Min(all, MaxBaseline * most) : all;
        double labels = bars.Select(entry => TextWidth.Measure(entry.Bar.Text, SvgCanvas.LetterSize)).DefaultIfEmpty().Max();
        double length = Math.Max(MinLength, width - labels - (2 * LabelGap));
        string color = chart.Columns[column].IsLoss ? "#d1242f" : "#0072b2";
        foreach ((int index, (BarRow row, Bar bar)) in bars.Index())
        {
            double ratio = end > 0 && double.IsFinite(bar.Value) ? Math.Clamp(bar.Value / end, 0, 1) : 0;
            double y = getY(index);
            canvas.Shape($"<path class=\"axis\" d=\"M{x:0.#} {y - 4:0.#}v{BarHeight + 8}\"/>");
            if (ratio > 0)
            {
                string pale = row.IsBaseline ? " fill-opacity=\".4\"" : "";
                canvas.Shape(
                    $"<rect class=\"bar\" x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{length * ratio:0.#}\" ",
                    $"height=\"{BarHeight}\" fill=\"{color}\"{pale}><title>",
                    $"{TextEscaping.EscapeMarkup($"{row.Name}: {bar.Text}")}</title></rect>"
                );
            }

            if (bar.Value > end)
            {
                canvas.Shape(
                    $"<path class=\"ground\" d=\"M{x + length - 18:0.#} {y + BarHeight:0.#}l6 -{BarHeight}h4",
                    $"l-6 {BarHeight}Z\"/>"
                );
            }

            canvas.Text(x + (length * ratio) + LabelGap, y + (BarHeight / 2.0) + 4, "", bar.Text);
        }
    }

    private static double Most(IEnumerable<(BarRow Row, Bar Bar)> bars) =>
        bars.Select(entry => entry.Bar.Value).Where(double.IsFinite).DefaultIfEmpty().Max();
}
