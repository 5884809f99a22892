namespace Scalewright.Decisions;

/// <summary>
/// Observed state of a domain at one point in time, as passed to policies. A ref struct over memory of the caller, so
/// that a decision allocates no memory. Created from a live cluster or from a recorded trace.
/// </summary>
public readonly ref struct DomainObservation
{
    private static readonly MetricReading Unknown = new() { Name = "" };

    /// <summary>Time of the observation, never before the previous decision.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>
    /// Previous desired size, 0 or more. Decisions start from it, not from the number of existing nodes.
    /// </summary>
    public required int DesiredCount { get; init; }

    /// <summary>Number of nodes that are ready.</summary>
    public int ReadyCount { get; init; }

    /// <summary>Number of nodes that were requested but are not ready yet. They count as capacity.</summary>
    public int InFlightCount { get; init; }

    /// <summary>Metrics of the domain, in any order; usually few.</summary>
    public ReadOnlySpan<MetricReading> Metrics { get; init; }

    /// <summary>The individual nodes; empty if only their number is known.</summary>
    public ReadOnlySpan<NodeObservation> Nodes { get; init; }

    /// <summary>Clouds of the domain in order of preference.</summary>
    public ReadOnlySpan<CloudObservation> Clouds { get; init; }

    /// <summary>Number of nodes that a user requested to terminate since the last decision.</summary>
    public int RequestedTerminationCount { get; init; }

    /// <summary>Number of nodes in all clouds that run or are starting; saturates.</summary>
    public int HealthyCount
    {
        get
        {
            long sum = 0;
            foreach (ref readonly CloudObservation cloud in Clouds)
            {
                sum += Math.Max(0, cloud.HealthyCount);
            }

            return (int)Math.Min(sum, int.MaxValue);
        }
    }

    /// <summary>
    /// Finds a metric by name. Returns a reading in the state <see cref="MetricState.Missing"/> if there is no such
    /// metric.
    /// </summary>
    /// <param name="name">Name of the metric.</param>
    public ref readonly MetricReading FindMetric(string name)
    {
        foreach (ref readonly MetricReading metric in Metrics)
        {
            if (string.Equals(metric.Name, name, StringComparison.Ordinal))
            {
                return ref metric;
            }
        }

        return ref Unknown;
    }
}
