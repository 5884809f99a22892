using System.Diagnostics;
using System.Diagnostics.Metrics;
using Scalewright.Planning;

namespace Scalewright.Clusters.Telemetry;

/// <summary>
/// Metrics and traces of clusters, described in docs/reference/metrics.md. The cost without listeners is negligible.
/// </summary>
internal static class Instruments
{
    public const string Done = "done";
    public const string Failed = "failed";
    public const string Retried = "retried";
    private const string Name = "Scalewright";
    private const string Seconds = "s";
    private static readonly Meter Meter = new(Name, SdkVersion.Text);

    public static ActivitySource Activities { get; } = new(Name, SdkVersion.Text);

    public static Counter<long> Steps { get; } =
        Meter.CreateCounter<long>("scalewright.plan.steps", "{step}", "Steps of plans, each time one was tried.");

    public static Histogram<double> Plans { get; } =
        Meter.CreateHistogram<double>("scalewright.plan.duration", Seconds, "How long plans took.");

    public static Histogram<double> ProviderCalls { get; } =
        Meter.CreateHistogram<double>("scalewright.provider.call.duration", Seconds, "How long calls of providers took.");

    public static Histogram<double> NodeCalls { get; } =
        Meter.CreateHistogram<double>(
            "scalewright.node.call.duration",
            Seconds,
            "How long commands, files and pings of nodes took, with their repetitions."
        );

    public static Counter<long> Changes { get; } =
        Meter.CreateCounter<long>("scalewright.journal.changes", "{change}", "Changes that were handed to durable state.");

    public static UpDownCounter<long> Partitions { get; } =
        Meter.CreateUpDownCounter<long>("scalewright.partitions", "{partition}", "Partitions that are held.");

    public static UpDownCounter<long> PartitionNodes { get; } =
        Meter.CreateUpDownCounter<long>("scalewright.partition.nodes", "{node}", "Nodes that are set aside in partitions.");

    public static ObservableGauge<long> Nodes { get; } =
        Meter.CreateObservableGauge("scalewright.nodes", ActiveClusters.CountNodes, "{node}", "Desired nodes, by what they do.");

    public static KeyValuePair<string, object?> Tag(string key, string value) => new("scalewright." + key, value);

    public static void CountStep(string cluster, PlanStep step, string result)
    {
        if (Steps.Enabled)
        {
            Steps.Add(
                1,
                Tag("cluster", cluster),
                Tag("action", GetTagValue(step.Action)),
                Tag("target", GetTagValue(step.Target)),
                Tag("result", result)
            );
        }
    }

    public static void CountChange(string cluster)
    {
        if (Changes.Enabled)
        {
            Changes.Add(1, Tag("cluster", cluster));
        }
    }

    /// <param name="partitions">1 for an acquired partition, -1 for a released one.</param>
    public static void CountPartition(string cluster, int partitions, int nodes)
    {
        Partitions.Add(partitions, Tag("cluster", cluster));
        PartitionNodes.Add(partitions * nodes, Tag("cluster", cluster));
    }

    private static string GetTagValue(StepAction action) =>
        action switch
        {
            StepAction.Create => "create",
            StepAction.Change => "change",
            _ => "destroy",
        };

    private static string GetTagValue(StepTarget target) =>
        target switch
        {
            StepTarget.Network => "network",
            StepTarget.Group => "group",
            _ => "node",
        };
}
