namespace Scalewright.Storage.Hsm;

/// <summary>How much archive work there is, and how fast it is done. The defaults are those of the reference simulator, where it has any.</summary>
public sealed record ArchiveWorkOptions
{
    /// <summary>Requests that a copytool has at most, 1 or more; default 3.</summary>
    public int RequestsPerCopytool { get; init; } = 3;

    /// <summary>How often coordinators make work and hand it out; default every 10 seconds, rounded up to <see cref="ProgressPeriod"/>.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often copytools tell how far they are, above 0; default every second.</summary>
    public TimeSpan ProgressPeriod { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes a second of one copytool, shared by its requests, 1 or more; default 100 MiB.</summary>
    public long BytesPerSecond { get; init; } = 100L << 20;

    /// <summary>The largest file, 1 or more; default 2 GiB. Sizes are drawn evenly.</summary>
    public long BytesMax { get; init; } = 2L << 30;

    internal ArchiveWorkOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(RequestsPerCopytool, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ProgressPeriod, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Period, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(BytesPerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BytesMax, 1);
        return this;
    }
}
