namespace Scalewright.Decisions;

/// <summary>Sample of a metric from one node. The default value stands for a node that reports nothing.</summary>
public readonly record struct NodeSample
{
    /// <summary>State of the sample. Default <see cref="MetricState.Missing"/>.</summary>
    public MetricState State { get; init; }

    /// <summary>Value, in the metric's own unit.</summary>
    public double Value { get; init; }

    /// <summary>Capacity of the node, in the same unit; 0 if not applicable.</summary>
    public double Capacity { get; init; }

    /// <summary>End of the measured window.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>Length of the measured window.</summary>
    public TimeSpan Window { get; init; }

    /// <summary>True for a fresh, valid value; see <see cref="MetricReading.IsValid"/>.</summary>
    public bool IsUsable => State == MetricState.Fresh && MetricReading.IsValid(Value);

    /// <summary>Creates a fresh sample.</summary>
    /// <param name="value">Value.</param>
    /// <param name="timestamp">End of the measured window.</param>
    public static NodeSample FromValue(double value, DateTimeOffset timestamp = default) =>
        new()
        {
            State = MetricState.Fresh,
            Value = value,
            Timestamp = timestamp,
        };
}
