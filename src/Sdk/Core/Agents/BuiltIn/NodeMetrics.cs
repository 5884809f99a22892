namespace Scalewright.Agents.BuiltIn;

/// <summary>How a node does. What it does not tell is null, as in a simulation.</summary>
public sealed record NodeMetrics
{
    /// <summary>When, by the node's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Programs that ran or wanted to, on average of the last minute.</summary>
    public double? Load { get; init; }

    /// <summary>The part of processor time that was used since the metrics before, 0 to 1; null in the first.</summary>
    public double? CpuBusy { get; init; }

    /// <summary>Memory in MiB that can still be had.</summary>
    public long? MemoryFreeMiB { get; init; }

    /// <summary>Memory in MiB.</summary>
    public long? MemoryMiB { get; init; }
}
