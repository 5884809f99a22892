namespace Scalewright.Charts;

/// <summary>Draws small area charts with equal axes.</summary>
internal static class SvgSmallMultiples
{
    private const int PanelHeight = 96;
    private const int Gap = 16;
    private const int Left = 56;
    private const int Area = 58;
    private const string Color = "#0072b2";

    public static string Draw(SmallMultiples chart, int width, int columns)
    {
        SvgCanvas canvas = new(width);
        ChartPoint[] all = [.. chart.Panels.SelectMany(panel => panel.Points).Where(point => double.IsFinite(point.Value))];
        ChartAxis values = ChartAxis.FromValues(all.Select(point => point.Value).DefaultIfEmpty(1).Max(), 2);
        double end = Math.Max(all.Select(point => point.At).DefaultIfEmpty(1).Max(), double.Epsilon);
        int top = 70 + canvas.DrawHead(chart.Title, chart.Unit, Left, []);
        double panelWidth = ((canvas.Right - Left + Gap) / (double)columns) - Gap;
        int rows = (chart.Panels.Count + columns - 1) / columns;
        foreach ((int index, ChartLine panel) in chart.Panels.Index())
        {
            double x = Left + (index % columns * (panelWidth + Gap));
            double bottom = top + (index / columns * PanelHeight) + Area;
            canvas.Text(x, bottom - Area - 4, "", TextWidth.Fit(panel.Name, panelWidth, SvgCanvas.LetterSize));
            canvas.Shape($"<path class=\"grid\" d=\"M{x:0.#} {bottom - Area:0.#}h{panelWidth:0.#}\"/>");
            canvas.Shape($"<path class=\"axis\" d=\"M{x:0.#} {bottom:0.#}h{panelWidth:0.#}\"/>");
            DrawPanel(canvas, panel, x: x, bottom: bottom, scaleX: panelWidth / end, scaleY: Area / values.End);
            if (index % columns == 0)
            {
                canvas.Text(Left - 8, bottom - Area + 8, "quiet end", ChartAxis.Format(values.End));
                canvas.Text(Left - 8, bottom + 4, "quiet end", "0");
            }

            if (index / columns == rows - 1)
            {
                canvas.Text(x + panelWidth, bottom + 15, "quiet end", MeasurementFormatter.FormatDuration(end));
            }
        }

        return canvas.End(chart.Title, top + (rows * PanelHeight));
    }

    private static void DrawPanel(SvgCanvas canvas, ChartLine panel, double x, double bottom, double scaleX, double scaleY)
    {
        ChartPoint[] points = [.. panel.Points.Where(point => double.IsFinite(point.Value))];
        if (points.Length == 0)
        {
            return;
        }

        string path = string.Join(
            'L',
            points.Select(point =>
                string.Create(CultureInfo.InvariantCulture, $"{x + (point.At * scaleX):0.#} {bottom - (point.Value * scaleY):0.#}")
            )
        );
        canvas.Shape(
            $"<path class=\"area\" fill=\"{Color}\" d=\"M{x + (points[0].At * scaleX):0.#} {bottom:0.#}L",
            $"{path}V{bottom:0.#}Z\"/>"
        );
        canvas.Shape(
            $"<path class=\"line thin\" stroke=\"{Color}\" d=\"M{path}\">",
            $"<title>{TextEscaping.EscapeMarkup(panel.Name)}</title></path>"
        );
    }
}
