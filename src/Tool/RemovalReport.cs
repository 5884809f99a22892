using Scalewright.Clusters.Reaping;
using Scalewright.Providers;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary>Report of a removal.</summary>
internal static class RemovalReport
{
    /// <summary>A line for each resource, the sum, and each that stays as a problem.</summary>
    public static VerbReport Of(ReapReport report, bool isDryRun)
    {
        RemovalOutput result = new(
            isDryRun,
            [.. report.Chosen.Select(ResourceOutput.Of)],
            [.. report.Left.Select(left => ResourceOutput.Of(left.Resource))],
            [.. report.JustMade.Select(ResourceOutput.Of)]);
        IEnumerable<Problem> early = report.JustMade.GroupBy(resource => resource.Tag.Owner.Cluster, StringComparer.Ordinal).Select(TooEarly);
        return VerbReport.Of(report.Left.Select(left => left.Problem).Concat(early)).With(result, ToolJson.Default.RemovalOutput) with
        {
            Text = $"{report}{Sum(report, isDryRun)}\n",
        };
    }

    private static string Sum(ReapReport report, bool isDryRun)
    {
        if (report.Chosen.Count == 0)
        {
            return report.JustMade.Count == 0 ? "nothing is to be removed" : "nothing is to be removed yet";
        }

        return isDryRun
            ? $"{CountText.Of(report.Chosen.Count, "resource")} would be removed"
            : $"removed {CountText.Of(report.Chosen.Count - report.Left.Count, "resource")}";
    }

    private static Problem TooEarly(IGrouping<string, Resource> justMade) => new(
        ProblemCode.Leaked,
        $"{CountText.Of(justMade.Count(), "resource")} made within the last second left alone, as of a cluster that is being made now",
        $"reap again in a second, or name the lineage: --lineage {justMade.First().Tag.Owner.Lineage}") { Field = $"cluster '{Printable.Escape(justMade.Key)}'" };
}
