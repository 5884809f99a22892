namespace Scalewright.Providers.Simulation.Models;

/// <summary>Model of a disk. Immutable. By default, a fast disk without limits or faults.</summary>
public sealed record DiskModel
{
    /// <summary>Fast disk without limits or faults.</summary>
    public static DiskModel Default { get; } = new();

    /// <summary>Maximum total size of all files in bytes, 0 or more. Default null: unlimited.</summary>
    public long? CapacityBytes { get; init; }

    /// <summary>Latency of each read or write. Default 20 µs.</summary>
    public DurationModel AccessLatency { get; init; } = DurationModel.Fixed(TimeSpan.FromMicroseconds(20));

    /// <summary>Latency of a flush, in addition to the time for its bytes. Default 0.5 ms.</summary>
    public DurationModel FlushLatency { get; init; } = DurationModel.Fixed(TimeSpan.FromMicroseconds(500));

    /// <summary>Throughput in bytes per second, 1 or more. Default null: unlimited.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Probability that a read fails, 0 to 1. Default 0.</summary>
    public double ReadFailureProbability { get; init; }

    /// <summary>Probability that a read returns less than available, 0 to 1. Default 0.</summary>
    public double ShortReadProbability { get; init; }

    /// <summary>Probability that a read returns one flipped bit, 0 to 1. Default 0.</summary>
    public double CorruptionProbability { get; init; }

    /// <summary>Probability that a write fails, 0 to 1. Default 0. A prefix of it may have been written.</summary>
    public double WriteFailureProbability { get; init; }

    /// <summary>Probability that a flush fails, 0 to 1. Default 0. Its data never becomes durable.</summary>
    public double FlushFailureProbability { get; init; }
}
