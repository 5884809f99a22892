namespace Scalewright.Experiments.Streams;

/// <summary>
/// Selects how much of the time a job is simulated. The time between is left out while the state of the job is settled:
/// its sources then read records at the measured rate, and the records in the job stay where they are.
/// </summary>
public sealed record StreamSampling
{
    private const double SecondsPerHops = 5;

    /// <summary>Simulates the whole time.</summary>
    public static StreamSampling All { get; } = new() { Hops = null };

    /// <summary>Simulates little, for throughput and lag. Latencies are not reported, and backpressure inside the job
    /// is not simulated.</summary>
    public static StreamSampling Throughput { get; } = new() { Hops = 5_000, IsThroughputOnly = true };

    /// <summary>Records that operators process in 5 simulated seconds before time is left out, at least 1,000; null for
    /// no limit. A record counts at each operator. Default 50,000.</summary>
    public long? Hops { get; init; } = 50_000;

    /// <summary>Relative error of latencies that time left out may cause, above 0, at most 1. Default 0.05.</summary>
    public double Error { get; init; } = 0.05;

    /// <summary>True to report throughput and lag only. Default false.</summary>
    public bool IsThroughputOnly { get; init; }

    internal double HopsPerSecond => Hops / SecondsPerHops ?? double.PositiveInfinity;
}
