namespace Scalewright.Decisions;

/// <summary>What one node reports of a metric; the default is a node that reports nothing.</summary>
public readonly record struct NodeSample
{
    /// <summary>How far the value can be believed; default <see cref="MetricState.Missing"/>.</summary>
    public MetricState State { get; init; }

    /// <summary>The value, in the metric's own unit.</summary>
    public double Value { get; init; }

    /// <summary>What the node has of it, in the same unit; 0 where that means nothing.</summary>
    public double Capacity { get; init; }

    /// <summary>When the window that was measured ended.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>How long the window was.</summary>
    public TimeSpan Window { get; init; }

    /// <summary>True for a fresh number that can be one; see <see cref="MetricReading.IsSane"/>.</summary>
    public bool IsUsable => State == MetricState.Fresh && MetricReading.IsSane(Value);

    /// <summary>A fresh value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="at">When its window ended.</param>
    public static NodeSample Of(double value, DateTimeOffset at = default) => new() { State = MetricState.Fresh, Value = value, At = at };
}
