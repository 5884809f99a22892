using Scalewright.Charts;
using Scalewright.Experiments.Histories;

namespace Scalewright.Experiments.Reports;

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
