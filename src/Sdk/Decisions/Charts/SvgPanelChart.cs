namespace Scalewright.Charts;

/// <summary>Draws panels over one time axis: names of lines at their right ends, or above them on a phone.</summary>
internal sealed class SvgPanelChart
{
    private const int PanelHeight = 84;
    private const int HeadHeight = 22;
    private const int PanelGap = 14;
    private const int LegendLine = 16;
    private const int Below = 36;
    private const int WideLeft = 64;
    private const int NarrowLeft = 52;
    private const int MaxLabel = 140;
    private const int MinDistance = 14;

    private readonly PanelChart _chart;
    private readonly SvgCanvas _canvas;
    private readonly ChartAxis _time;
    private readonly ChartAxis[] _values;
    private readonly int _left;
    private readonly int _right;

    public SvgPanelChart(PanelChart chart, int width)
    {
        (_chart, _canvas) = (chart, new SvgCanvas(width));
        _time = ChartAxis.FromTime(
            chart
                .Panels.SelectMany(panel => panel.Lines)
                .SelectMany(line => line.Points)
                .Select(point => point.At)
                .Where(double.IsFinite)
                .DefaultIfEmpty()
                .Max(),
            _canvas.IsNarrow ? 4 : 9
        );
        _values = [.. chart.Panels.Select(GetAxis)];
        _left = chart
            .Panels.Zip(_values)
            .SelectMany(panel => panel.Second.GetTicks().Select(tick => Format(panel.First, tick)))
            .Select(text => (int)Math.Ceiling(TextWidth.Measure(text, SvgCanvas.LetterSize)) + 12)
            .Append(_canvas.IsNarrow ? NarrowLeft : WideLeft)
            .Max();
        double names = _canvas.IsNarrow
            ? 0
            : chart
                .Panels.Where(HasNames)
                .SelectMany(panel => panel.Lines)
                .Select(line => Math.Min(MaxLabel, TextWidth.Measure(line.Name, SvgCanvas.LetterSize)) + 24)
                .DefaultIfEmpty()
                .Max();
        _right = _canvas.Right - (int)names;
    }

    public string Draw()
    {
        int y = 46 + _canvas.DrawHead(_chart.Title, "", _left, []);
        SvgPanelEvents events = new(_canvas, [.. _chart.Events.OrderBy(chartEvent => chartEvent.At)]);
        int eventTop = y;
        y += events.HeightAbove;
        ChartViewport[] frames = new ChartViewport[_chart.Panels.Count];
        for (int index = 0; index < frames.Length; index++)
        {
            ChartPanel panel = _chart.Panels[index];
            y += HeadHeight + (_canvas.IsNarrow && HasNames(panel) ? LegendLine : 0);
            frames[index] = new ChartViewport(_time, _values[index], Left: _left, Right: _right, Top: y, Bottom: y + PanelHeight);
            y += PanelHeight + PanelGap;
        }

        for (int index = 0; index < frames.Length; index++)
        {
            DrawGrid(_chart.Panels[index], frames[index]);
            SvgLines.DrawSpans(_canvas, frames[index], _chart.Annotations);
        }

        if (frames.Length > 0)
        {
            SvgLines.DrawTimes(_canvas, frames[^1], start: null);
            events.Draw(frames, eventTop);
        }

        for (int index = 0; index < frames.Length; index++)
        {
            ValueList<ChartLine> lines =
            [
                .. _chart
                    .Panels[index]
                    .Lines.Select(line =>
                        _values[index].IsLogarithmic ? line with { Points = [.. line.Points.Select(RemoveNotPositive)] } : line
                    ),
            ];
            SvgLines.Draw(_canvas, frames[index], lines);
            DrawNames(_chart.Panels[index], frames[index]);
        }

        int bottom = y - PanelGap + Below;
        return _canvas.End(_chart.Title, frames.Length > 0 ? events.DrawTexts(bottom) : bottom);
    }

    private static bool HasNames(ChartPanel panel) => panel.Lines.Count > 1;

    private static ChartPoint RemoveNotPositive(ChartPoint point) => point.Value > 0 ? point : point with { Value = double.NaN };

    private static ChartAxis GetAxis(ChartPanel panel)
    {
        double[] values =
        [
            .. panel
                .Lines.SelectMany(line => line.Points)
                .Select(point => point.Value)
                .Where(value => double.IsFinite(value) && (!panel.IsLogarithmic || value > 0)),
        ];
        return panel.IsLogarithmic && values.Length > 0
            ? ChartAxis.FromLogarithms(values.Min(), values.Max())
            : ChartAxis.FromValues(values.DefaultIfEmpty().Max(), 3, Array.TrueForAll(values, double.IsInteger));
    }

    private static string Format(ChartPanel panel, double value)
    {
        if (!panel.AreDurations)
        {
            return ChartAxis.Format(value);
        }

        return value >= 1 ? $"{ChartAxis.Format(value)} s" : MeasurementFormatter.FormatDuration(value);
    }

    private void DrawGrid(ChartPanel panel, ChartViewport frame)
    {
        int above = _canvas.IsNarrow && HasNames(panel) ? LegendLine : 0;
        _canvas.Text(
            _canvas.IsNarrow ? 16 : _left,
            frame.Top - 8 - above,
            "",
            TextWidth.Fit(panel.Title, _canvas.Right - _left, SvgCanvas.LetterSize),
            isBold: true
        );
        foreach (double value in frame.Values.GetTicks())
        {
            double y = Math.Round(frame.ToY(value), 1);
            _canvas.Shape($"<path class=\"{(y == frame.Bottom ? "axis" : "grid")}\" d=\"M{_left} {y:0.#}H{_right}\"/>");
            _canvas.Text(_left - 8, y + 4, "quiet end", Format(panel, value));
        }
    }

    /// <summary>Draws the names of several lines: at their ends without overlaps, or above the panel on a phone.
    /// </summary>
    private void DrawNames(ChartPanel panel, ChartViewport frame)
    {
        if (!HasNames(panel))
        {
            return;
        }

        if (_canvas.IsNarrow)
        {
            double x = 16;
            foreach ((int index, ChartLine line) in panel.Lines.Index())
            {
                string name = TextWidth.Fit(line.Name, MaxLabel, SvgCanvas.LetterSize);
                _canvas.Square((int)x, frame.Top - 18, Palette.At(index));
                _canvas.Text(x + 18, frame.Top - 8, "", name);
                x += 32 + TextWidth.Measure(name, SvgCanvas.LetterSize);
            }

            return;
        }

        double lowest = frame.Bottom + 4 - (MinDistance * (panel.Lines.Count - 1));
        double previous = frame.Top - MinDistance;
        foreach ((double y, int index) in panel.Lines.Select((line, index) => (GetEnd(frame, line), index)).Order())
        {
            previous = Math.Max(Math.Min(y + 4, lowest), previous + MinDistance);
            lowest += MinDistance;
            _canvas.Square(_right + 6, (int)previous - 9, Palette.At(index));
            _canvas.Text(_right + 24, previous, "", TextWidth.Fit(panel.Lines[index].Name, MaxLabel, SvgCanvas.LetterSize));
        }
    }

    private static double GetEnd(ChartViewport frame, ChartLine line)
    {
        double value = line.Points.Select(point => point.Value).LastOrDefault(double.IsFinite);
        return frame.ToY(Math.Max(value, frame.Values.Start));
    }
}
