using Scalewright.Clusters.Reaping;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Providers.Containers;
using Scalewright.Providers.Local;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

internal static class RemovalReport
{
    /// <summary>Creates a report with the total.</summary>
    /// <remarks>Each remaining resource is a problem, and each node with a damaged record has a line.</remarks>
    public static VerbReport Create(ReapReport report, bool isDryRun, ValueList<DamagedNode> damaged)
    {
        RemovalOutput result = new(
            isDryRun,
            [.. report.Selected.Select(ResourceOutput.From)],
            [.. report.Remaining.Select(remaining => ResourceOutput.From(remaining.Resource))],
            [.. report.Terminating.Select(ResourceOutput.From)],
            [.. report.SkippedAsRecent.Select(ResourceOutput.From)],
            [.. damaged.Select(DamagedNodeOutput.From)]
        );
        IEnumerable<Problem> earlyEnds = report
            .SkippedAsRecent.GroupBy(resource => resource.Tag.Owner.Cluster, StringComparer.Ordinal)
            .Select(TooEarly);
        IEnumerable<Problem> unconfirmed = report
            .SkippedAsUnconfirmed.GroupBy(resource => resource.Tag.Owner.Cluster, StringComparer.Ordinal)
            .Select(Unconfirmed);
        return VerbReport
            .From([
                .. report.Remaining.Select(remaining => remaining.Problem),
                .. report.Terminating.Select(GetProblem),
                .. earlyEnds,
                .. unconfirmed,
            ])
            .With(result, ToolJson.Default.RemovalOutput) with
        {
            Text =
                (damaged.Count > 0 && report.Selected.Count == 0 ? "" : $"{Sum(report, isDryRun)}\n")
                + $"{string.Concat(damaged.Select(node => Describe(node, isDryRun)))}",
        };
    }

    /// <summary>Returns the line of a node with a damaged record that is to be removed.</summary>
    public static string DescribePlanned(DamagedNode node) => Describe(node, isDryRun: true);

    private static string Describe(DamagedNode node, bool isDryRun) =>
        $"node {TextEscaping.Escape(node.Id)} {(isDryRun ? "would be removed" : "removed")}: its record is damaged, "
        + $"{TextEscaping.Escape(node.Path)}\n";

    /// <summary>Creates a report on images that were built of folders.</summary>
    public static VerbReport CreateForImages(ValueList<BuiltImage> images, bool isDryRun)
    {
        RemovalOutput result = new(isDryRun, [], [], [], [], [])
        {
            Images = [.. images.Select(image => new BuiltImageOutput(image.Name, image.Image, image.Cloud))],
        };
        string count = Pluralizer.FormatGrouped(images.Count, "image");
        string text = (isDryRun, images.Count) switch
        {
            (true, 0) => "nothing is to be removed\n",
            (true, _) => $"{DescribeImages(images)}{count} would be removed\n",
            _ => $"removed {count}\n",
        };
        return VerbReport.From(ValueList<Problem>.Empty).With(result, ToolJson.Default.RemovalOutput) with { Text = text };
    }

    /// <summary>Returns a line for each image.</summary>
    public static string DescribeImages(ValueList<BuiltImage> images) =>
        string.Concat(images.Select(image => $"image {TextEscaping.Escape(image.Name)}, built for '{TextEscaping.Escape(image.Image)}'\n"));

    /// <summary>Returns the number of selected nodes, or of all resources if there are no nodes.</summary>
    public static string Count(ReapReport report) =>
        report.Selected.Count(resource => resource.Tag.Target == StepTarget.Node) is > 0 and int nodes
            ? Pluralizer.FormatGrouped(nodes, "node")
            : Pluralizer.FormatGrouped(report.Selected.Count, "resource");

    /// <summary>Returns the last line of a completed removal; empty if something remains.</summary>
    public static string Complete(ReapReport report, TimeSpan elapsed, string state, AnsiColors colors)
    {
        string removed = string.Join(
            " and ",
            report
                .Selected.GroupBy(resource => resource.Tag.Target)
                .OrderByDescending(same => same.Key)
                .Select(same => Pluralizer.FormatGrouped(same.Count(), JsonNames.Get(same.Key)))
        );
        return report.IsClean
            ? $"{colors.Green("Destroyed:")} {removed} removed in {DurationText.Format(elapsed)}. "
                + $"{TextEscaping.Escape(state)} is kept; delete it if you do not need its history.\n"
            : "";
    }

    /// <summary>Returns the last line of a removal that left something; else empty.</summary>
    public static string Fail(ReapReport report, TimeSpan elapsed, AnsiColors colors)
    {
        HashSet<string> remainingIds = [.. Left(report)];
        int removed = report.Selected.Count(resource => !remainingIds.Contains(resource.Id));
        return report.IsClean
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{colors.Red("Incomplete:")} {removed:N0} of {Pluralizer.FormatGrouped(removed + remainingIds.Count, "resource")} "
                    + $"removed in {DurationText.Format(elapsed)}. The same command tries the rest again.\n"
            );
    }

    private static IEnumerable<string> Left(ReapReport report) =>
        report.Remaining.Select(remaining => remaining.Resource).Concat(report.Terminating).Select(resource => resource.Id);

    private static string Sum(ReapReport report, bool isDryRun)
    {
        if (report.Selected.Count + report.Terminating.Count == 0)
        {
            return report.SkippedAsRecent.Count == 0 ? "nothing is to be removed" : "nothing is to be removed yet";
        }

        if (isDryRun)
        {
            return $"{Pluralizer.FormatGrouped(report.Selected.Count, "resource")} would be removed";
        }

        HashSet<string> remainingIds = [.. Left(report)];
        string removed =
            $"removed {Pluralizer.FormatGrouped(report.Selected.Count(resource => !remainingIds.Contains(resource.Id)), "resource")}";
        return report.Terminating.Count == 0
            ? removed
            : $"{removed}; {Pluralizer.FormatGrouped(report.Terminating.Count, "resource")} still being removed";
    }

    private static Problem GetProblem(Resource resource) =>
        new(
            ProblemCode.ResourcesLeftBehind,
            $"{TextEscaping.Escape(resource.Id)} still exists: {resource.Waiting}",
            "run 'scalewright destroy' again, with a longer --timeout, or fix the cause of this reason"
        )
        {
            Field = $"{JsonNames.Get(resource.Tag.Target)} '{TextEscaping.Escape(resource.Tag.Name)}'",
        };

    private static Problem Unconfirmed(IGrouping<string, Resource> added) =>
        new(
            ProblemCode.ResourcesLeftBehind,
            $"{Pluralizer.FormatGrouped(added.Count(), "resource")} skipped, which the plan did not show",
            "give the same command again, and check its plan"
        )
        {
            Field = $"cluster '{TextEscaping.Escape(added.Key)}'",
        };

    private static Problem TooEarly(IGrouping<string, Resource> tooRecent) =>
        new(
            ProblemCode.ResourcesLeftBehind,
            $"{Pluralizer.FormatGrouped(tooRecent.Count(), "resource")} created within the last second skipped, because they may "
                + "belong to a cluster that is being created",
            "if no program creates this cluster, reap again in a second, or name the lineage: "
                + $"--lineage {tooRecent.First().Tag.Owner.Lineage}"
        )
        {
            Field = $"cluster '{TextEscaping.Escape(tooRecent.Key)}'",
        };
}
