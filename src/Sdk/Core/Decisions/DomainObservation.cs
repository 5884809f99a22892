namespace Scalewright.Decisions;

/// <summary>
/// Observed state of a domain at one instant, as policies see it. A ref struct over borrowed lists, so that a decision
/// allocates no memory. Created from a live cluster or from a recorded trace.
/// </summary>
public readonly ref struct DomainObservation
{
    private static readonly MetricReading Unknown = new() { Name = "" };

    /// <summary>Time of the observation; never before that of the previous decision.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Previous desired size, 0 or more: the base of decisions, not the number of existing nodes.</summary>
    public required int Desired { get; init; }

    /// <summary>Number of nodes that are ready.</summary>
    public int Ready { get; init; }

    /// <summary>Number of nodes that were requested and are not ready yet; they count as capacity.</summary>
    public int InFlight { get; init; }

    /// <summary>Metrics of the domain, in any order; usually few.</summary>
    public ReadOnlySpan<MetricReading> Metrics { get; init; }

    /// <summary>The individual nodes; empty if only their number is known.</summary>
    public ReadOnlySpan<NodeReading> Nodes { get; init; }

    /// <summary>Clouds of the domain in order of preference.</summary>
    public ReadOnlySpan<CloudReading> Clouds { get; init; }

    /// <summary>Number of nodes that a user requested to terminate since the last decision.</summary>
    public int TerminationsRequested { get; init; }

    /// <summary>Number of nodes in all clouds that run or are starting; saturates.</summary>
    public int Healthy
    {
        get
        {
            long sum = 0;
            foreach (ref readonly CloudReading cloud in Clouds)
            {
                sum += Math.Max(0, cloud.Healthy);
            }

            return (int)Math.Min(sum, int.MaxValue);
        }
    }

    /// <summary>Returns a metric by name, or an unnamed one in the state <see cref="MetricState.Missing"/>.</summary>
    /// <param name="name">Name of the metric.</param>
    public ref readonly MetricReading Metric(string name)
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

    /// <summary>Returns the same observation with another desired size.</summary>
    /// <param name="desired">Desired size.</param>
    public DomainObservation WithDesired(int desired) => new()
    {
        At = At,
        Desired = desired,
        Ready = Ready,
        InFlight = InFlight,
        Metrics = Metrics,
        Nodes = Nodes,
        Clouds = Clouds,
        TerminationsRequested = TerminationsRequested,
    };
}
