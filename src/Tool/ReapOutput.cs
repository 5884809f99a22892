using System.CommandLine;
using Scalewright.Clusters.Reaping;
using Scalewright.Providers;

namespace Scalewright.Tool;

/// <summary>What a reaper did, as the tool says it.</summary>
internal static class ReapOutput
{
    public static Option<bool> DryRunOption() => new("--dry-run") { Description = "Only say what would be removed." };

    /// <summary>A line for each resource, the sum, and each that stays as a problem.</summary>
    public static PlanReport Of(ReapReport report, bool isDry)
    {
        string sum = report.Chosen.Count == 0 ? (report.JustMade.Count == 0 ? "nothing is to be removed" : "nothing is to be removed yet")
            : isDry ? $"{CountText.Of(report.Chosen.Count, "resource")} would be removed"
            : $"removed {CountText.Of(report.Chosen.Count - report.Left.Count, "resource")}";
        return PlanReport.Of(report.Left.Select(left => left.Problem).Concat(report.JustMade.GroupBy(resource => resource.Tag.Owner.Cluster, StringComparer.Ordinal).Select(TooEarly))) with { Output = $"{report}{sum}\n" };
    }

    private static Problem TooEarly(IGrouping<string, Resource> justMade) => new(
        ProblemCode.Leaked,
        $"{CountText.Of(justMade.Count(), "resource")} made within the last second left alone, as of a cluster that is being made now",
        $"reap again in a second, or name the lineage: --lineage {justMade.First().Tag.Owner.Lineage}") { Field = $"cluster '{Printable.Escape(justMade.Key)}'" };
}
