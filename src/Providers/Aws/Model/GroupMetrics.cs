namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Names and granularity of group metrics.</summary>
/// <remarks>Source: AutoScaling API reference, EnableMetricsCollection.</remarks>
internal static class GroupMetrics
{
    /// <summary>The only supported granularity.</summary>
    public const string Granularity = "1Minute";

    /// <summary>Metrics in the order of the reference.</summary>
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
