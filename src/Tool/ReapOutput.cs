using System.CommandLine;
using Scalewright.Clusters.Reaping;

namespace Scalewright.Tool;

/// <summary>What a reaper did, as the tool says it.</summary>
internal static class ReapOutput
{
    public static Option<bool> DryRunOption() => new("--dry-run") { Description = "Only say what would be removed." };

    /// <summary>A line for each resource, the sum, and each that stays as a problem.</summary>
    public static PlanReport Of(ReapReport report, bool isDry)
    {
        string sum = report.Chosen.Count == 0 ? "nothing is to be removed"
            : isDry ? $"{CountText.Of(report.Chosen.Count, "resource")} would be removed"
            : $"removed {CountText.Of(report.Chosen.Count - report.Left.Count, "resource")}";
        return PlanReport.Of(report.Left.Select(left => left.Problem)) with { Output = $"{report}{sum}\n" };
    }
}
