namespace Scalewright.Agents.BuiltIn;

/// <summary>Load of a node. Unknown values are null, for example in a simulation.</summary>
public sealed record NodeMetrics
{
    /// <summary>Time of the measurement, by the node's clock.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Load average of the last minute: programs that ran or were ready to run.</summary>
    public double? LoadAverage { get; init; }

    /// <summary>CPU utilization since the previous measurement, 0 to 1. Null in the first measurement.</summary>
    public double? CpuUtilization { get; init; }

    /// <summary>Available memory in MiB.</summary>
    public long? AvailableMemoryMiB { get; init; }

    /// <summary>Total memory in MiB.</summary>
    public long? MemoryMiB { get; init; }
}
