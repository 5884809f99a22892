namespace Scalewright.Charts;

/// <summary>
/// Draws spreads, each as a box with its center, in one column per category. Values increase upwards. Charts that need
/// rows are drawn by <see cref="SvgSpreadRows"/>.
/// </summary>
internal sealed class SvgSpreadChart
{
    /// <summary>Attributes of the reference line.</summary>
    public const string ReferenceStyle =
        "class=\"reference\" stroke=\"#d1242f\" stroke-width=\"1.5\" stroke-dasharray=\"6 4\" fill=\"none\"";

    private const int PlotHeight = 196;
    private const int Below = 36;
    private const double MaxBoxWidth = 36;
    private const int WideLeft = 64;
    private const int NarrowLeft = 52;

    // Distance of a text from its dot, and height of its letters, in pixels.
    private const double TextGap = 9;
    private const double LineHeight = 13;
    private const double TextMargin = 3;

    // Distance between two positions at which the text of the reference line is tried, in pixels.
    private const double TextStep = 16;

    private readonly List<(double X, double Y, double Width)> _texts = [];
    private readonly List<((double X, double Y) From, (double X, double Y) To)> _lines = [];
    private readonly SpreadChart _chart;
    private readonly SvgCanvas _canvas;
    private readonly SpreadAxis _axis;
    private readonly ChartAxis _values;
    private readonly int _left;
    private int _top = 68;

    private SvgSpreadChart(SpreadChart chart, SvgCanvas canvas, SpreadAxis axis, ChartAxis values, int left) =>
        (_chart, _canvas, _axis, _values, _left) = (chart, canvas, axis, values, left);

    private int Bottom => _top + PlotHeight;

    /// <summary>Draws the chart in columns, or in rows if requested or if names do not fit below columns.</summary>
    public static string Draw(SpreadChart chart, int width)
    {
        SvgCanvas canvas = new(width);
        ChartAxis values = ChartAxis.FromValues(Most(chart), 5);
        int left = values.LabelWidth(canvas.IsNarrow ? NarrowLeft : WideLeft);
        SpreadAxis axis = new(chart.Categories, left, canvas.Right, canvas.IsNarrow ? 5 : 12);
        return chart.IsHorizontal || !axis.Fits
            ? new SvgSpreadRows(chart, canvas).Draw()
            : new SvgSpreadChart(chart, canvas, axis, values, left).Draw();
    }

    public static double Most(SpreadChart chart) =>
        chart
            .Series.SelectMany(series => series.Spreads)
            .Select(spread => Math.Max(spread.High, spread.Center))
            .Append(chart.Reference?.Value ?? 0)
            .Where(double.IsFinite)
            .DefaultIfEmpty(0)
            .Max();

    public static IEnumerable<(string Name, Action<int, int> DrawSign)> Legend(SpreadChart chart, SvgCanvas canvas)
    {
        foreach ((int index, ChartSpreadSeries series) in chart.Series.Index())
        {
            string color = Palette.At(index);
            if (series.HollowName.Length == 0)
            {
                yield return (series.Name, (x, y) => canvas.Square(x, y, color));
                continue;
            }

            if (!series.Spreads.All(spread => spread.IsHollow))
            {
                yield return (series.Name, (x, y) => DrawDot(canvas, x + 7, y + 5, color, isHollow: false));
            }

            if (series.Spreads.Any(spread => spread.IsHollow))
            {
                yield return (series.HollowName, (x, y) => DrawDot(canvas, x + 7, y + 5, color, isHollow: true));
            }
        }
    }

    public static void DrawDot(SvgCanvas canvas, double x, double y, string color, bool isHollow)
    {
        string fill = isHollow ? $"class=\"ground\" stroke=\"{color}\" stroke-width=\"2\"" : $"fill=\"{color}\"";
        canvas.Shape($"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"4\" {fill}/>");
    }

    private string Draw()
    {
        _top += _canvas.DrawHead(_chart.Title, _chart.Unit, _canvas.IsNarrow ? 16 : _left, Legend(_chart, _canvas));
        DrawGrid();
        for (int index = 0; index < _chart.Series.Count; index++)
        {
            DrawSeries(_chart.Series[index], index);
        }

        DrawReference();
        return _canvas.End(_chart.Title, Bottom + Below);
    }

    private void DrawGrid()
    {
        foreach (double value in _values.GetTicks())
        {
            double y = ToY(value);
            _canvas.Shape($"<path class=\"{(value == 0 ? "axis" : "grid")}\" d=\"M{_left} {y:0.#}H{_canvas.Right}\"/>");
            _canvas.Text(_left - 8, y + 4, "quiet end", ChartAxis.Format(value));
        }

        double free = 0;
        foreach ((double x, string text) in _axis.Labels)
        {
            double half = TextWidth.Measure(text, SvgCanvas.LetterSize) / 2;
            _canvas.Shape($"<path class=\"grid\" d=\"M{x:0.#} {Bottom}v5\"/>");
            if (x - half >= free)
            {
                _canvas.Text(x, Bottom + 17, "quiet mid", text);
                free = x + half + 4;
            }
        }

        _canvas.Text(
            _canvas.Right,
            Bottom + 32,
            "quiet end",
            TextWidth.Fit(_chart.CategoryAxisTitle, _canvas.Right - _left, SvgCanvas.LetterSize)
        );
    }

    private void DrawSeries(ChartSpreadSeries series, int index)
    {
        string colour = Palette.At(index);
        double width = Math.Min(MaxBoxWidth, _axis.Slot * 0.7 / _chart.Series.Count);
        double offset = _axis.IsNumeric && series.IsConnected ? 0 : (index - ((_chart.Series.Count - 1) / 2.0)) * width * 1.15;
        (double X, ChartSpread Spread)[] points =
        [
            .. series
                .Spreads.Where(spread => double.IsFinite(spread.Center) && _axis.FindCentre(spread.Category) is not null)
                .Select(spread => (X: _axis.FindCentre(spread.Category)!.Value + offset, spread))
                .OrderBy(point => point.X),
        ];
        if (series.IsConnected && points.Length > 1)
        {
            string line = string.Join(
                'L',
                points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#} {ToY(point.Spread.Center):0.#}"))
            );
            _canvas.Shape($"<path class=\"line\" stroke=\"{colour}\" d=\"M{line}\"/>");
            _lines.AddRange(points.Zip(points.Skip(1), (from, to) => ((from.X, ToY(from.Spread.Center)), (to.X, ToY(to.Spread.Center)))));
        }

        foreach ((double x, ChartSpread spread) in points)
        {
            DrawSpread(x, spread, width / 2, colour, series.Name);
            DrawText(x, spread);
        }
    }

    private void DrawSpread(double x, ChartSpread spread, double half, string colour, string name)
    {
        (double low, double high, double middle) = (
            ToY(Finite(spread.Low, spread.Center)),
            ToY(Finite(spread.High, spread.Center)),
            ToY(spread.Center)
        );
        string caps = string.Create(
            CultureInfo.InvariantCulture,
            $"M{x - (half / 2):0.#} {low:0.#}h{half:0.#}M{x:0.#} {low:0.#}V{high:0.#}M{x - (half / 2):0.#} {high:0.#}h{half:0.#}"
        );
        _lines.Add(((x, low), (x, high)));
        _canvas.Shape(
            $"<path class=\"line\" stroke=\"{colour}\" ",
            $"d=\"{caps}\"><title>{TextEscaping.EscapeMarkup(SvgSpreadRows.Describe(name, spread))}</title></path>"
        );
        if (spread.Box is var (lower, upper))
        {
            _canvas.Shape(
                $"<rect x=\"{x - half:0.#}\" y=\"{ToY(upper):0.#}\" width=\"{2 * half:0.#}\" ",
                $"height=\"{Math.Max(1, ToY(lower) - ToY(upper)):0.#}\" fill=\"{colour}\" fill-opacity=\".3\" ",
                $"stroke=\"{colour}\"/>"
            );
            _canvas.Shape($"<path class=\"line\" stroke=\"{colour}\" d=\"M{x - half:0.#} {middle:0.#}h{2 * half:0.#}\"/>");
        }
        else
        {
            DrawDot(_canvas, x, middle, colour, spread.IsHollow);
        }
    }

    /// <summary>Draws the text of a dot above it, or below it where another text or the reference line is. Without
    /// space, there is no text.</summary>
    private void DrawText(double x, ChartSpread spread)
    {
        string text = spread.Text ?? "";
        double width = TextWidth.Measure(text, SvgCanvas.LetterSize, isBold: true);
        double begin = Math.Clamp(x - (width / 2), _left + 4, Math.Max(_left + 4, _canvas.Right - width));
        double line = _chart.Reference is { } reference ? ToY(reference.Value) : double.NaN;
        double above = ToY(Math.Max(spread.Center, Finite(spread.High, spread.Center))) - TextGap;
        double below = ToY(Finite(spread.Low, spread.Center)) + LineHeight + TextGap;
        double y = new[] { above, below }.FirstOrDefault(IsFree, double.NaN);
        if (width > 0 && double.IsFinite(y))
        {
            _texts.Add((begin, y, width));
            _canvas.Text(begin, y, "", text, isBold: true);
        }

        bool IsFree(double at) =>
            !(line >= at - LineHeight && line <= at + TextGap) && at < Bottom && !_texts.Exists(text => Meets(begin, at, width, text));
    }

    private static bool Meets(double x, double y, double width, (double X, double Y, double Width) text) =>
        x < text.X + text.Width + 4 && text.X < x + width + 4 && Math.Abs(y - text.Y) < LineHeight;

    /// <summary>Draws the reference line with its text at the first position, from the ends to the middle, where it
    /// meets no other text and no line of a series.</summary>
    private void DrawReference()
    {
        if (_chart.Reference is not { } reference)
        {
            return;
        }

        double y = ToY(reference.Value);
        _canvas.Shape($"<path {ReferenceStyle} d=\"M{_left} {y:0.#}H{_canvas.Right}\"/>");
        string text = TextWidth.Fit(reference.Text, _canvas.Right - _left - 16, SvgCanvas.LetterSize);
        double width = TextWidth.Measure(text, SvgCanvas.LetterSize);
        (double left, double right) = (_left + 8, _canvas.Right - width - 4);
        (double below, double above) = (y + LineHeight + 2, y - 5);
        IEnumerable<double> between = Enumerable
            .Range(1, Math.Max(0, (int)((right - left) / TextStep)))
            .Select(step => left + (step * TextStep));
        (double X, double Y)[] positions =
        [
            (left, below),
            (right, below),
            (left, above),
            (right, above),
            .. between.SelectMany(start => new[] { (start, below), (start, above) }),
        ];
        (double X, double Y)[] apart =
        [
            .. positions.Where(position => position.Y < Bottom - 2 && !_texts.Exists(text => Meets(position.X, position.Y, width, text))),
        ];
        (double x, double baseline) = apart
            .Where(position => !_lines.Exists(line => Crosses(line.From, line.To, position, width)))
            .FirstOrDefault(apart.FirstOrDefault(positions[2]));
        _canvas.Text(x, baseline, "", text);
    }

    /// <summary>Returns whether a line leads through a text.</summary>
    private static bool Crosses((double X, double Y) from, (double X, double Y) to, (double X, double Y) text, double width)
    {
        (double start, double end) = (0, 1);
        return Clip(from.X, to.X - from.X, text.X - TextMargin, text.X + width + TextMargin)
            && Clip(from.Y, to.Y - from.Y, text.Y - LineHeight, text.Y + TextMargin);

        // Keeps the part of the line between two bounds of one axis.
        bool Clip(double origin, double direction, double low, double high)
        {
            if (direction == 0)
            {
                return origin >= low && origin <= high;
            }

            (double lowCrossing, double highCrossing) = ((low - origin) / direction, (high - origin) / direction);
            start = Math.Max(start, Math.Min(lowCrossing, highCrossing));
            end = Math.Min(end, Math.Max(lowCrossing, highCrossing));
            return start <= end;
        }
    }

    private static double Finite(double value, double fallback) => double.IsFinite(value) ? value : fallback;

    private double ToY(double value) => Bottom - (Math.Clamp(value / _values.End, 0, 1) * PlotHeight);
}

/// <summary>Positions of categories: numeric ones by value, for true slopes, others side by side.</summary>
internal sealed class SpreadAxis
{
    private const int Pad = 40;
    private const int MinSlot = 6;
    private readonly ValueList<string> _names;
    private readonly Dictionary<string, double> _centres = new(StringComparer.Ordinal);

    public SpreadAxis(ValueList<string> names, int left, int right, int maxLabels)
    {
        _names = names;
        double[] values =
        [
            .. names.Select(name =>
                double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN
            ),
        ];
        IsNumeric = values.Distinct().Count() > 1 && values.All(double.IsFinite) && double.IsFinite(values.Max() - values.Min());
        if (!IsNumeric)
        {
            Slot = (right - left) / (double)Math.Max(1, names.Count);
            foreach ((int index, string name) in names.Index())
            {
                _centres.TryAdd(name, left + (Slot * (index + 0.5)));
            }

            Labels = [.. names.Select(name => (_centres[name], name))];
            return;
        }

        (double least, double most) = (values.Min(), values.Max());
        ChartAxis axis = ChartAxis.FromRange(least, most, maxLabels, Array.TrueForAll(values, double.IsInteger));
        double ToX(double value) => left + Pad + ((value - least) / (most - least) * (right - left - (2 * Pad)));
        foreach ((int index, string name) in names.Index())
        {
            _centres.TryAdd(name, ToX(values[index]));
        }

        double[] sorted = [.. _centres.Values.Distinct().Order()];
        Slot = Math.Max(MinSlot, sorted.Zip(sorted.Skip(1), (value, next) => next - value).Min());
        Labels = [.. axis.GetTicks().Select(value => (ToX(value), ChartAxis.Format(value)))];
    }

    public bool IsNumeric { get; }

    /// <summary>Width of a category, in pixels.</summary>
    public double Slot { get; }

    /// <summary>Labels below the axis, with their positions.</summary>
    public ValueList<(double X, string Text)> Labels { get; }

    public bool Fits => IsNumeric || _names.All(name => TextWidth.Measure(name, SvgCanvas.LetterSize) <= Slot - 4);

    public double? FindCentre(string category) => _centres.TryGetValue(category, out double centre) ? centre : null;
}
