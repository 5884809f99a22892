namespace Scalewright.Charts;

/// <summary>Draws spreads as one row per category with the full name: to the left, or above on a phone.</summary>
internal sealed class SvgSpreadRows
{
    private const int WideLeft = 200;
    private const int NarrowLeft = 16;
    private const int WideHeight = 212;
    private const int NarrowRow = 34;
    private const int MaxNarrowRows = 40;
    private const int Below = 26;
    private const double MinRowHeight = 12;
    private const double MaxBarHeight = 14;

    private readonly SpreadChart _chart;
    private readonly SvgCanvas _canvas;
    private readonly ChartAxis _values;
    private readonly int _left;
    private readonly int _right;
    private readonly int _height;
    private int _top = 62;

    public SvgSpreadRows(SpreadChart chart, SvgCanvas canvas)
    {
        (_chart, _canvas) = (chart, canvas);
        _left = canvas.IsNarrow ? NarrowLeft : WideLeft;
        _right = canvas.Right - (canvas.IsNarrow ? 8 : 16);
        _height = canvas.IsNarrow ? Math.Max(2, Math.Min(MaxNarrowRows, chart.Categories.Count)) * NarrowRow : WideHeight;
        double least = chart
            .Series.SelectMany(series => series.Spreads)
            .Select(spread => Math.Min(spread.Low, spread.Center))
            .Where(double.IsFinite)
            .DefaultIfEmpty()
            .Min();
        int maxTicks = canvas.IsNarrow ? 4 : 8;
        double most = SvgSpreadChart.Most(chart);
        _values =
            least < 0 ? ChartAxis.FromRange(least, Math.Max(most, 0), maxTicks, areWhole: false) : ChartAxis.FromValues(most, maxTicks);
    }

    private double Row => _height / (double)Math.Max(1, _chart.Categories.Count);

    private int Bottom => _top + _height;

    public static string Describe(string name, ChartSpread spread) =>
        $"{name}, {spread.Category}: {MeasurementFormatter.Format(spread.Center)} "
        + $"({MeasurementFormatter.Format(spread.Low)} to {MeasurementFormatter.Format(spread.High)})";

    public string Draw()
    {
        _top += _canvas.DrawHead(_chart.Title, _chart.Unit, _left, Legend());
        DrawGrid();

        // Label only as many rows as there is space for.
        int every = Math.Max(1, (int)Math.Ceiling((_canvas.IsNarrow ? NarrowRow : MinRowHeight) / Row));
        string[] names = TextWidth.FitAll(_chart.Categories, _canvas.IsNarrow ? _right - _left : _left - 18, SvgCanvas.LetterSize);
        for (int index = 0; index < names.Length; index += every)
        {
            if (_canvas.IsNarrow)
            {
                _canvas.Text(_left, ToY(index) - 8, "", names[index]);
            }
            else
            {
                _canvas.Text(_left - 10, ToY(index) + 4, "end", names[index]);
            }
        }

        for (int index = 0; index < _chart.Series.Count; index++)
        {
            DrawSeries(_chart.Series[index], index);
        }

        return _canvas.End(_chart.Title, Bottom + Below);
    }

    private IEnumerable<(string Name, Action<int, int> DrawSign)> Legend()
    {
        foreach ((string, Action<int, int>) entry in SvgSpreadChart.Legend(_chart, _canvas))
        {
            yield return entry;
        }

        if (_chart.Reference is { } reference)
        {
            yield return (reference.Text, (x, y) => _canvas.Shape($"<path {SvgSpreadChart.ReferenceStyle} d=\"M{x + 7} {y - 2}v14\"/>"));
        }
    }

    private void DrawGrid()
    {
        foreach (double value in _values.GetTicks())
        {
            double x = ToX(value);
            string text = ChartAxis.Format(value);
            _canvas.Shape($"<path class=\"{(value == 0 ? "axis" : "grid")}\" d=\"M{x:0.#} {_top}V{Bottom}\"/>");
            _canvas.Text(
                x,
                Bottom + 17,
                x + (TextWidth.Measure(text, SvgCanvas.LetterSize) / 2) > _canvas.Width ? "quiet end" : "quiet mid",
                text
            );
        }

        if (_chart.Reference is { } reference)
        {
            _canvas.Shape($"<path {SvgSpreadChart.ReferenceStyle} d=\"M{ToX(reference.Value):0.#} {_top}V{Bottom}\"/>");
        }
    }

    private void DrawSeries(ChartSpreadSeries series, int index)
    {
        double available = _canvas.IsNarrow ? Math.Min(Row * 0.4, MaxBarHeight) : Row * 0.7;
        double height = Math.Min(MaxBarHeight, available / _chart.Series.Count);
        double offset = ((index - ((_chart.Series.Count - 1) / 2.0)) * height) + (_canvas.IsNarrow ? 4 : 0);
        for (int row = 0; row < _chart.Categories.Count; row++)
        {
            foreach (
                ChartSpread spread in series.Spreads.Where(spread =>
                    spread.Category == _chart.Categories[row] && double.IsFinite(spread.Center)
                )
            )
            {
                DrawSpread(ToY(row) + offset, spread, height / 2, Palette.At(index), series.Name);
            }
        }
    }

    private void DrawSpread(double y, ChartSpread spread, double half, string colour, string name)
    {
        _canvas.Shape(
            $"<path class=\"line\" stroke=\"{colour}\" d=\"M{ToX(spread.Low):0.#} ",
            $"{y:0.#}H{ToX(spread.High):0.#}\"><title>{TextEscaping.EscapeMarkup(Describe(name, spread))}</title></path>"
        );
        if (spread.Box is var (lower, upper))
        {
            _canvas.Shape(
                $"<rect x=\"{ToX(lower):0.#}\" y=\"{y - half:0.#}\" ",
                $"width=\"{Math.Max(1, ToX(upper) - ToX(lower)):0.#}\" height=\"{2 * half:0.#}\" fill=\"{colour}\" ",
                $"fill-opacity=\".35\" stroke=\"{colour}\"/>"
            );
        }

        SvgSpreadChart.DrawDot(_canvas, ToX(spread.Center), y, colour, spread.IsHollow);
    }

    private double ToY(int row) => _top + (Row * (row + 0.5));

    private double ToX(double value) =>
        _left + ((double.IsFinite(value) ? Math.Clamp(_values.ToRatio(value), 0, 1) : 1) * (_right - _left));
}
