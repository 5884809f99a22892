using Scalewright.Charts;
using Scalewright.Experiments.Histories;

namespace Scalewright.Experiments.Reports;

/// <summary>Pictures of one run, all with the marks of its faults and scalings.</summary>
internal sealed class RunCharts(RunHistory run)
{
    private readonly ChartMarks _faults = new("fault") { Spans = [.. MarkSpans.OfFaults(run)] };
    private readonly ChartMarks _scalings = new("scaling") { Spans = [.. MarkSpans.OfScalings(run)] };

    /// <summary>Series of the whole job over time.</summary>
    public Chart Of(string title, string unit, params (string Metric, ChartLineKind Kind)[] lines) =>
        Of(title, unit, lines.Select(line => Line(line.Metric, run.Find(line.Metric)) with { Kind = line.Kind }));

    /// <summary>Lines over time.</summary>
    public Chart Of(string title, string unit, IEnumerable<ChartLine> lines) => new(title)
    {
        Unit = unit,
        Lines = [.. lines],
        Marks = _faults.Spans.Count > 0 ? _faults : null,
        Events = _scalings.Spans.Count > 0 ? _scalings : null,
    };

    /// <summary>A series as a line.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="data">Its values.</param>
    /// <param name="factor">How many of the chart's unit are one of the series'.</param>
    public static ChartLine Line(string name, SeriesData data, double factor = 1)
    {
        ChartPoint[] points = new ChartPoint[data.Times.Length];
        for (int index = 0; index < points.Length; index++)
        {
            points[index] = new ChartPoint(data.Times[index], data.Values[index] * factor);
        }

        return new ChartLine(name) { Points = ValueList.Create<ChartPoint>(points) };
    }
}
