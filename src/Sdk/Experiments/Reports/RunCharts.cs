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

/// <summary>When something was wrong in a run, and when it was scaled.</summary>
internal static class MarkSpans
{
    // Wide enough to be seen in a run of an hour.
    private const double SecondsMin = 10;

    /// <summary>Times from a fault on, and as long as a machine is lost.</summary>
    public static IEnumerable<ChartSpan> OfFaults(RunHistory run)
    {
        double end = run.Find("throughput").Times is [.., var last] ? last : 0;
        foreach (HistoryMark mark in run.Marks.Where(mark => mark.Kind is "fault" or "node"))
        {
            double at = mark.At.TotalSeconds;
            if (mark.Kind == "fault")
            {
                yield return new ChartSpan(at, Math.Min(end, at + SecondsMin));
            }
            else if (mark.Works == false)
            {
                double until = run.Marks.FirstOrDefault(other => other.At >= mark.At && other.Node == mark.Node && other.Works == true)?.At.TotalSeconds ?? end;
                yield return new ChartSpan(at, Math.Max(until, at));
            }
        }
    }

    /// <summary>The instants of scaling.</summary>
    public static IEnumerable<ChartSpan> OfScalings(RunHistory run) =>
        run.Marks.Where(mark => mark.Kind == "scale").Select(mark => new ChartSpan(mark.At.TotalSeconds, mark.At.TotalSeconds));
}
