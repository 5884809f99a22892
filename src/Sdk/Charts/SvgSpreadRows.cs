using System.Globalization;
using System.Text;

namespace Scalewright.Charts;

/// <summary>Draws spreads as rows, one for each category, with the names in full at their left.</summary>
internal sealed class SvgSpreadRows(SpreadChart chart)
{
    private const int Left = 200;
    private const int Right = SvgChart.Width - 32;
    private const int Top = 62;
    private const int Bottom = SvgChart.Height - 26;
    private const int NameLengthMax = 26;
    private const double RowHeightMin = 12;
    private const double BarHeightMax = 14;

    private readonly StringBuilder _shapes = new();
    private readonly ChartAxis _values = ChartAxis.OfValues(SvgSpreadChart.Most(chart), 8);

    private double Row => (Bottom - Top) / (double)Math.Max(1, chart.Categories.Count);

    /// <summary>The picture as text.</summary>
    public string Draw()
    {
        Text(16, 26, "title", chart.Title, 90);
        Text(Right, 51, "quiet end", chart.Unit, 40);
        foreach (double value in _values.Marks())
        {
            double x = XOf(value);
            Shape($"<path class=\"{(value == 0 ? "axis" : "grid")}\" d=\"M{x:0.#} {Top}V{Bottom}\"/>");
            Text(x, Bottom + 17, "quiet mid", ChartAxis.TextOf(value), 12);
        }

        // A name for every row only as long as there is room for it.
        int every = Math.Max(1, (int)Math.Ceiling(RowHeightMin / Row));
        for (int index = 0; index < chart.Categories.Count; index += every)
        {
            Text(Left - 10, YOf(index) + 4, "end", chart.Categories[index], NameLengthMax);
        }

        int x0 = Left;
        for (int index = 0; index < chart.Series.Count; index++)
        {
            string name = chart.Series[index].Name;
            Shape($"<rect x=\"{x0}\" y=\"42\" width=\"14\" height=\"10\" rx=\"2\" fill=\"{Palette.At(index)}\"/>");
            Text(x0 + 20, 51, "", name, 80);
            x0 += 44 + (7 * Math.Min(name.Length, 80));
            Draw(chart.Series[index], index);
        }

        return SvgChart.Wrap(chart.Title, _shapes.ToString());
    }

    private void Draw(ChartSpreadSeries series, int index)
    {
        double height = Math.Min(BarHeightMax, Row * 0.7 / chart.Series.Count);
        double offset = (index - ((chart.Series.Count - 1) / 2.0)) * height;
        for (int row = 0; row < chart.Categories.Count; row++)
        {
            foreach (ChartSpread spread in series.Spreads.Where(spread => spread.Category == chart.Categories[row] && double.IsFinite(spread.Middle)))
            {
                Draw(YOf(row) + offset, spread, height / 2, Palette.At(index), series.Name);
            }
        }
    }

    private void Draw(double y, ChartSpread spread, double half, string colour, string name)
    {
        string told = string.Create(CultureInfo.InvariantCulture, $"{name}, {spread.Category}: {spread.Middle:0.###} ({spread.Low:0.###} to {spread.High:0.###})");
        Shape($"<path class=\"line\" stroke=\"{colour}\" d=\"M{XOf(spread.Low):0.#} {y:0.#}H{XOf(spread.High):0.#}\"><title>{MarkupText.Of(told)}</title></path>");
        if (spread.Box is var (lower, upper))
        {
            Shape($"<rect x=\"{XOf(lower):0.#}\" y=\"{y - half:0.#}\" width=\"{Math.Max(1, XOf(upper) - XOf(lower)):0.#}\" height=\"{2 * half:0.#}\" fill=\"{colour}\" fill-opacity=\".35\" stroke=\"{colour}\"/>");
        }

        Shape($"<circle cx=\"{XOf(spread.Middle):0.#}\" cy=\"{y:0.#}\" r=\"4\" fill=\"{colour}\"/>");
    }

    private double YOf(int row) => Top + (Row * (row + 0.5));

    private double XOf(double value) => Left + ((double.IsFinite(value) ? Math.Clamp(value / _values.End, 0, 1) : 1) * (Right - Left));

    private void Text(double x, double y, string style, string text, int lengthMax)
    {
        if (text.Length > 0)
        {
            Shape($"<text class=\"{style}\" x=\"{x:0.#}\" y=\"{y:0.#}\">{MarkupText.Of(text, lengthMax)}</text>");
        }
    }

    private void Shape(FormattableString shape) => _shapes.Append(shape.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
