using Scalewright.Clusters.Reaping;
using Scalewright.Providers;
using Scalewright.Providers.Local;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

internal static class RemovalReport
{
    /// <summary>Creates a report with one line per resource, and the total.</summary>
    /// <remarks>Each remaining resource is a problem, and each node with a damaged record has a line.</remarks>
    public static VerbReport Create(ReapReport report, bool isDryRun, ValueList<DamagedNode> damaged)
    {
        RemovalOutput result = new(
            isDryRun,
            [.. report.Selected.Select(ResourceOutput.From)],
            [.. report.Remaining.Select(remaining => ResourceOutput.From(remaining.Resource))],
            [.. report.SkippedAsRecent.Select(ResourceOutput.From)],
            [.. damaged.Select(DamagedNodeOutput.From)]);
        IEnumerable<Problem> early =
            report.SkippedAsRecent.GroupBy(resource => resource.Tag.Owner.Cluster, StringComparer.Ordinal)
                .Select(TooEarly);
        return VerbReport.From(report.Remaining.Select(remaining => remaining.Problem).Concat(early))
            .With(result, ToolJson.Default.RemovalOutput) with
        {
            Text = $"{report}{(damaged.Count > 0 && report.Selected.Count == 0 ? "" : $"{Sum(report, isDryRun)}\n")}"
                + $"{string.Concat(damaged.Select(node => Describe(node, isDryRun)))}",
        };
    }

    private static string Describe(DamagedNode node, bool isDryRun) =>
        $"node {TextEscaping.Escape(node.Id)} {(isDryRun ? "would be removed" : "removed")}: its record is damaged, "
        + $"{TextEscaping.Escape(node.Path)}\n";

    private static string Sum(ReapReport report, bool isDryRun)
    {
        if (report.Selected.Count == 0)
        {
            return report.SkippedAsRecent.Count == 0 ? "nothing is to be removed" : "nothing is to be removed yet";
        }

        return isDryRun
            ? $"{Pluralizer.Format(report.Selected.Count, "resource")} would be removed"
            : $"removed {Pluralizer.Format(report.Selected.Count - report.Remaining.Count, "resource")}";
    }

    private static Problem TooEarly(IGrouping<string, Resource> tooRecent) => new(
        ProblemCode.ResourcesLeftBehind,
        $"{Pluralizer.Format(tooRecent.Count(), "resource")} created within the last second skipped, because they may "
        + "belong to a cluster that is being created",
        $"reap again in a second, or name the lineage: --lineage {tooRecent.First().Tag.Owner.Lineage}")
    {
        Field = $"cluster '{TextEscaping.Escape(tooRecent.Key)}'"
    };
}
