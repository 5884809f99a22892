using System.Globalization;
using System.Text;

namespace Scalewright.Charts;

/// <summary>Draws error bars and boxes as SVG.</summary>
internal sealed class SvgSpreadChart(SpreadChart chart)
{
    private const int Left = 64;
    private const int Right = SvgChart.Width - 16;
    private const int Top = 68;
    private const int Bottom = SvgChart.Height - 36;
    private const double BoxWidthMax = 36;

    private readonly StringBuilder _shapes = new();
    private readonly ChartAxis _values = ChartAxis.OfValues(Most(chart), 5);

    /// <summary>The picture as text.</summary>
    public string Draw()
    {
        Text(16, 26, "title", chart.Title, 90);
        Text(Right, 51, "quiet end", chart.Unit, 40);
        DrawGrid();
        int x = Left;
        for (int index = 0; index < chart.Series.Count; index++)
        {
            ChartSpreadSeries series = chart.Series[index];
            Shape($"<rect x=\"{x}\" y=\"42\" width=\"14\" height=\"10\" rx=\"2\" fill=\"{Palette.At(index)}\"/>");
            Text(x + 20, 51, "", series.Name, 32);
            x += 44 + (7 * Math.Min(series.Name.Length, 32));
            DrawSeries(series, index);
        }

        return SvgChart.Wrap(chart.Title, _shapes.ToString());
    }

    /// <summary>The largest value that is shown.</summary>
    public static double Most(SpreadChart chart) => chart.Series
        .SelectMany(series => series.Spreads)
        .Select(spread => Math.Max(spread.High, spread.Middle))
        .Where(double.IsFinite)
        .DefaultIfEmpty(0)
        .Max();

    private void DrawGrid()
    {
        foreach (double value in _values.Marks())
        {
            double y = YOf(value);
            Shape($"<path class=\"{(value == 0 ? "axis" : "grid")}\" d=\"M{Left} {y:0.#}H{Right}\"/>");
            Text(Left - 8, y + 4, "quiet end", ChartAxis.TextOf(value), 12);
        }

        // A name for every category only as long as there is room for it.
        int every = Math.Max(1, (chart.Categories.Count + 15) / 16);
        for (int index = 0; index < chart.Categories.Count; index += every)
        {
            Text(CentreOf(index), Bottom + 17, "quiet mid", chart.Categories[index], Math.Max(6, 110 / Math.Min(16, chart.Categories.Count)));
        }

        Text(Right, Bottom + 32, "quiet end", chart.Axis, 60);
    }

    private void DrawSeries(ChartSpreadSeries series, int index)
    {
        string colour = Palette.At(index);
        double width = Math.Min(BoxWidthMax, Slot * 0.7 / chart.Series.Count);
        double offset = (index - ((chart.Series.Count - 1) / 2.0)) * width * 1.15;
        (double X, ChartSpread Spread)[] places = [.. series.Spreads
            .Where(spread => double.IsFinite(spread.Middle) && IndexOf(spread.Category) >= 0)
            .Select(spread => (CentreOf(IndexOf(spread.Category)) + offset, spread))
            .OrderBy(place => place.Item1)];
        if (series.IsJoined && places.Length > 1)
        {
            string line = string.Join('L', places.Select(place => string.Create(CultureInfo.InvariantCulture, $"{place.X:0.#} {YOf(place.Spread.Middle):0.#}")));
            Shape($"<path class=\"line\" stroke=\"{colour}\" d=\"M{line}\"/>");
        }

        foreach ((double x, ChartSpread spread) in places)
        {
            Draw(x, spread, width / 2, colour, series.Name);
        }
    }

    private void Draw(double x, ChartSpread spread, double half, string colour, string name)
    {
        (double low, double high, double middle) = (YOf(Finite(spread.Low, spread.Middle)), YOf(Finite(spread.High, spread.Middle)), YOf(spread.Middle));
        string caps = string.Create(CultureInfo.InvariantCulture, $"M{x - (half / 2):0.#} {low:0.#}h{half:0.#}M{x:0.#} {low:0.#}V{high:0.#}M{x - (half / 2):0.#} {high:0.#}h{half:0.#}");
        string told = string.Create(CultureInfo.InvariantCulture, $"{name}, {spread.Category}: {spread.Middle:0.###} ({spread.Low:0.###} to {spread.High:0.###})");
        Shape($"<path class=\"line\" stroke=\"{colour}\" d=\"{caps}\"><title>{MarkupText.Of(told)}</title></path>");
        if (spread.Box is var (lower, upper))
        {
            Shape($"<rect x=\"{x - half:0.#}\" y=\"{YOf(upper):0.#}\" width=\"{2 * half:0.#}\" height=\"{Math.Max(1, YOf(lower) - YOf(upper)):0.#}\" fill=\"{colour}\" fill-opacity=\".3\" stroke=\"{colour}\"/>");
            Shape($"<path class=\"line\" stroke=\"{colour}\" d=\"M{x - half:0.#} {middle:0.#}h{2 * half:0.#}\"/>");
        }
        else
        {
            Shape($"<circle cx=\"{x:0.#}\" cy=\"{middle:0.#}\" r=\"4\" fill=\"{colour}\"/>");
        }
    }

    private double Slot => (Right - Left) / (double)Math.Max(1, chart.Categories.Count);

    private double CentreOf(int index) => Left + (Slot * (index + 0.5));

    private int IndexOf(string category)
    {
        for (int index = 0; index < chart.Categories.Count; index++)
        {
            if (chart.Categories[index] == category)
            {
                return index;
            }
        }

        return -1;
    }

    private static double Finite(double value, double fallback) => double.IsFinite(value) ? value : fallback;

    private double YOf(double value) => Bottom - (Math.Clamp(value / _values.End, 0, 1) * (Bottom - Top));

    private void Text(double x, double y, string style, string text, int lengthMax)
    {
        if (text.Length > 0)
        {
            Shape($"<text class=\"{style}\" x=\"{x:0.#}\" y=\"{y:0.#}\">{MarkupText.Of(text, lengthMax)}</text>");
        }
    }

    private void Shape(FormattableString shape) => _shapes.Append(shape.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
