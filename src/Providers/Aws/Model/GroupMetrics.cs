namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>The metrics of groups and the periods that they are collected by.</summary>
/// <remarks>Source: AutoScaling API reference, EnableMetricsCollection.</remarks>
internal static class GroupMetrics
{
    /// <summary>The only period that there is.</summary>
    public const string Granularity = "1Minute";

    /// <summary>The metrics in the order of the reference.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "GroupMinSize",
        "GroupMaxSize",
        "GroupDesiredCapacity",
        "GroupInServiceInstances",
        "GroupPendingInstances",
        "GroupStandbyInstances",
        "GroupTerminatingInstances",
        "GroupTotalInstances",
        "GroupInServiceCapacity",
        "GroupPendingCapacity",
        "GroupStandbyCapacity",
        "GroupTerminatingCapacity",
        "GroupTotalCapacity",
        "WarmPoolDesiredCapacity",
        "WarmPoolWarmedCapacity",
        "WarmPoolPendingCapacity",
        "WarmPoolTerminatingCapacity",
        "WarmPoolTotalCapacity",
        "GroupAndWarmPoolDesiredCapacity",
        "GroupAndWarmPoolTotalCapacity",
    ];
}
