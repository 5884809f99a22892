namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// One line of the metric math of a target-tracking policy: a metric that is reported, or an expression over others.
/// </summary>
internal sealed record MetricQueryRecord(string Id)
{
    /// <summary>The expression; empty for a metric.</summary>
    public string Expression { get; init => field = value ?? ""; } = "";

    /// <summary>The metric; null for an expression.</summary>
    public CustomMetric? Metric { get; init; }

    /// <summary>
    /// One of <see cref="CustomMetricRecord.Statistics"/>: what counts of the values of several instances.
    /// </summary>
    public string Statistic { get; init => field = value ?? ""; } = "";

    /// <summary>The unit that a client named; empty: none. It is only told again.</summary>
    public string Unit { get; init => field = value ?? ""; } = "";

    /// <summary>What a client calls it; empty: nothing. It is only told again.</summary>
    public string Label { get; init => field = value ?? ""; } = "";

    /// <summary>Whether the policy follows it; one of a policy is.</summary>
    public bool IsFollowed { get; init; }
}
