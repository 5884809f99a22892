namespace Scalewright.Decisions;

/// <summary>
/// All that policies see of a domain at one instant. It lives on the stack and borrows its lists, so that a decision
/// costs no memory; the same one is made from a live cluster and from a recorded trace.
/// </summary>
public readonly ref struct DomainObservation
{
    private static readonly MetricReading Unknown = new() { Name = "" };

    /// <summary>The instant; never earlier than that of the decision before.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The size that was last wanted, 0 or more: decisions start from this, not from what happens to be there.</summary>
    public required int Desired { get; init; }

    /// <summary>How many nodes serve.</summary>
    public int Ready { get; init; }

    /// <summary>How many nodes were asked for and do not serve yet; they count as capacity.</summary>
    public int InFlight { get; init; }

    /// <summary>The metrics of the domain, in any order; at most a few.</summary>
    public ReadOnlySpan<MetricReading> Metrics { get; init; }

    /// <summary>The nodes one by one; empty when only their number is known.</summary>
    public ReadOnlySpan<NodeReading> Nodes { get; init; }

    /// <summary>The clouds of the domain in the order of preference.</summary>
    public ReadOnlySpan<CloudReading> Clouds { get; init; }

    /// <summary>How many nodes a person asked to terminate since the last decision.</summary>
    public int TerminationsRequested { get; init; }

    /// <summary>How many nodes of all clouds work or are on the way to it; saturates.</summary>
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

    /// <summary>Finds a metric by name; one without a name in the state <see cref="MetricState.Missing"/> when there is none.</summary>
    /// <param name="name">The metric's name.</param>
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

    /// <summary>The same with another size that was last wanted.</summary>
    /// <param name="desired">The size.</param>
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
