namespace Scalewright.Providers.Simulation.Models;

/// <summary>How a disk behaves. A value; the default is a fast disk without limit or fault.</summary>
public sealed record DiskModel
{
    /// <summary>A fast disk without limit or fault.</summary>
    public static DiskModel Default { get; } = new();

    /// <summary>Bytes that all files together may have, 0 or more; null, the default: without limit.</summary>
    public long? CapacityBytes { get; init; }

    /// <summary>Time before each read or write; default 20 µs.</summary>
    public DurationModel Access { get; init; } = DurationModel.Fixed(TimeSpan.FromMicroseconds(20));

    /// <summary>Time of a flush besides that of its bytes; default 0.5 ms.</summary>
    public DurationModel Flush { get; init; } = DurationModel.Fixed(TimeSpan.FromMicroseconds(500));

    /// <summary>Bytes a second, 1 or more; null, the default: without limit.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Chance of a read to fail, 0 to 1; default 0.</summary>
    public double ReadFailure { get; init; }

    /// <summary>Chance of a read to return less than is there, 0 to 1; default 0.</summary>
    public double ShortRead { get; init; }

    /// <summary>Chance of a read to return one flipped bit, 0 to 1; default 0.</summary>
    public double Corruption { get; init; }

    /// <summary>Chance of a write to fail, 0 to 1; default 0. Any first part of it may have been written.</summary>
    public double WriteFailure { get; init; }

    /// <summary>Chance of a flush to fail, 0 to 1; default 0. What it should have made safe never will be, whatever later flushes say.</summary>
    public double FlushFailure { get; init; }
}
