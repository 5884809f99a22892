namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A query in the metric math of a target-tracking policy: a reported metric or an expression.</summary>
internal sealed record MetricQueryRecord(string Id)
{
    /// <summary>Expression; empty for a metric.</summary>
    public string Expression
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Metric; null for an expression.</summary>
    public CustomMetric? Metric { get; init; }

    /// <summary>One of <see cref="CustomMetricRecord.Statistics"/>; aggregates the values of instances.</summary>
    public string Statistic
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Unit, or empty. Only shown.</summary>
    public string Unit
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Label, or empty. Only shown.</summary>
    public string Label
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>True for the query whose value the policy follows; each policy has one.</summary>
    public bool IsFollowed { get; init; }
}
