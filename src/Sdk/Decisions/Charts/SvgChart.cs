using static System.FormattableString;

namespace Scalewright.Charts;

internal sealed class SvgChart
{
    private const int Top = 68;
    private const int PlotHeight = 196;
    private const int Below = 36;

    // Not part of the shared style, so that it does not change charts without events.
    private const string Event = "class=\"event\" stroke=\"#8250df\" stroke-width=\"1.5\" stroke-dasharray=\"4 3\" fill=\"none\"";

    private readonly Chart _chart;
    private readonly SvgCanvas _canvas;
    private readonly ChartViewport _frame;

    public SvgChart(Chart chart, int width)
    {
        (_chart, _canvas) = (chart, new SvgCanvas(width));
        int maxTimes = _canvas.IsNarrow ? 4 : 9;
        _frame = ChartViewport.From(chart, _canvas.IsNarrow ? 52 : 64, _canvas.Right, Top, Top + PlotHeight, maxTimes);
        int left = _frame.Values.LabelWidth(_frame.Left);
        int higher = _canvas.DrawHead(chart.Title, chart.Unit, _canvas.IsNarrow ? 16 : left, Legend());
        _frame = _frame with { Left = left, Top = Top + higher, Bottom = Top + higher + PlotHeight };
    }

    public string Draw()
    {
        DrawGrid();
        SvgLines.DrawSpans(_canvas, _frame, _chart.Annotations);
        DrawEvents();
        SvgLines.Draw(_canvas, _frame, _chart.Lines);
        return _canvas.End(_chart.Title, _frame.Bottom + Below);
    }

    private IEnumerable<(string Name, Action<int, int> DrawSign)> Legend()
    {
        for (int index = 0; index < _chart.Lines.Count; index++)
        {
            string colour = Palette.At(index);
            yield return (_chart.Lines[index].Name, (x, y) => _canvas.Square(x, y, colour));
        }

        if (_chart.Annotations is { } annotations)
        {
            yield return (annotations.Name, (x, y) =>
                _canvas.Shape($"<rect class=\"mark\" x=\"{x}\" y=\"{y}\" width=\"14\" height=\"10\" rx=\"2\"/>")
            );
        }

        if (_chart.Events is { Spans.Count: > 0 } events)
        {
            yield return (events.Name, (x, y) => _canvas.Shape($"<path {Event} d=\"M{x + 7} {y - 2}v14\"/>"));
        }

        if (_chart.Lines.Any(line => ChartEnvelope.IsNeeded(_frame, line)))
        {
            yield return ("lines: means, bands: min to max", (x, y) =>
                _canvas.Shape(
                    $"<path class=\"axis\" d=\"M{x} {y + 5}h14\"/><rect class=\"band\" fill=\"#7b8794\" x=\"{x}\" ",
                    $"y=\"{y}\" width=\"14\" height=\"10\"/>"
                )
            );
        }
    }

    private void DrawGrid()
    {
        foreach (double value in _frame.Values.GetTicks())
        {
            double y = Math.Round(_frame.ToY(value), 1);
            _canvas.Shape($"<path class=\"{(value == 0 ? "axis" : "grid")}\" d=\"M{_frame.Left} {y:0.#}H{_frame.Right}\"/>");
            _canvas.Text(_frame.Left - 8, y + 4, "quiet end", ChartAxis.Format(value));
        }

        SvgLines.DrawTimes(_canvas, _frame, _chart.Start);
    }

    private void DrawEvents()
    {
        string path = string.Concat(
            (_chart.Events?.Spans ?? [])
                .Select(span => _frame.ToX(span.From))
                .Distinct()
                .Order()
                .Select(x => string.Create(CultureInfo.InvariantCulture, $"M{x} {_frame.Top}V{_frame.Bottom}"))
        );
        if (path.Length > 0)
        {
            _canvas.Shape($"<path {Event} d=\"{path}\"/>");
        }
    }
}

/// <summary>Colors that are distinguishable with any color vision, on light and dark background.</summary>
internal static class Palette
{
    // Okabe and Ito, Color Universal Design (2008), without black; yellow is darkened for a white background.
    private static readonly string[] Colours = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a800", "#8c8c8c"];

    /// <summary>Returns the color of an index; colors repeat after eight.</summary>
    public static string At(int index) => Colours[index % Colours.Length];
}

/// <summary>Band from minimum to maximum and mean per column, for lines with more points than pixels.</summary>
internal sealed class ChartEnvelope
{
    private readonly List<List<Column>> _parts = [];
    private readonly ChartViewport _frame;

    public ChartEnvelope(ChartViewport frame, ValueList<ChartPoint> points)
    {
        _frame = frame;
        List<Column> part = [];
        Column column = default;
        foreach (ChartPoint point in points)
        {
            int x = frame.ToX(point.At);
            if (column.Count > 0 && column.X != x)
            {
                part.Add(column);
                column = default;
            }

            if (double.IsFinite(point.Value))
            {
                column = column.With(x, point.Value);
            }
            else if (column.Count == 0 && part.Count > 0)
            {
                _parts.Add(part);
                part = [];
            }
        }

        if (column.Count > 0)
        {
            part.Add(column);
        }

        _parts.Add(part);
    }

    public static bool IsNeeded(ChartViewport frame, ChartLine line) => line.Points.Count > frame.Right - frame.Left;

    public string Band() =>
        Join(part =>
        {
            StringBuilder path = new(Invariant($"M{part[0].X - 1} {Y(part[0].Least)}"));
            for (int index = 0; index < part.Count; index++)
            {
                path.Append(Invariant($"V{Y(part[index].Greatest)}H{GetEnd(part, index)}"));
            }

            for (int index = part.Count - 1; index >= 0; index--)
            {
                path.Append(Invariant($"V{Y(part[index].Least)}H{(index == 0 ? part[0].X : GetEnd(part, index - 1) + 1) - 1}"));
            }

            return path.Append('Z').ToString();
        });

    public string Means() =>
        Join(part =>
            "M" + string.Join('L', part.Select(column => Invariant($"{column.X} {Y(column.Mean)}"))) + (part.Count == 1 ? "h1" : "")
        );

    /// <summary>Returns the area below the means.</summary>
    public string Ground() =>
        Join(part =>
            Invariant($"M{part[0].X} {_frame.Bottom}L")
            + string.Join('L', part.Select(column => Invariant($"{column.X} {Y(column.Mean)}")))
            + Invariant($"L{part[^1].X} {_frame.Bottom}Z")
        );

    private static int GetEnd(List<Column> part, int index) => index == part.Count - 1 ? part[index].X + 1 : part[index + 1].X - 1;

    private string Y(double value) => Math.Round(_frame.ToY(value), 1).ToString("0.#", CultureInfo.InvariantCulture);

    private string Join(Func<List<Column>, string> draw) => string.Concat(_parts.Where(part => part.Count > 0).Select(draw));

    private readonly record struct Column(int X, int Count, double Least, double Greatest, double Mean)
    {
        public Column With(int x, double value) =>
            Count == 0
                ? new Column(x, 1, value, value, value)
                : new Column(x, Count + 1, Math.Min(Least, value), Math.Max(Greatest, value), Mean + ((value - Mean) / (Count + 1)));
    }
}
