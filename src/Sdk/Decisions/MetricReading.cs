namespace Scalewright.Decisions;

/// <summary>Metric of a domain as read for one decision. The default value is a missing metric.</summary>
public record struct MetricReading
{
    private MetricState _state;
    private double _value;
    private DateTimeOffset _at;

    /// <summary>Maximum accepted value: 1e15. Larger values count as a failure of the source.</summary>
    public const double MaxValue = 1e15;

    /// <summary>Name by which policies find the metric.</summary>
    public string Name { get; init; }

    /// <summary>State of the reading. Default <see cref="MetricState.Missing"/>.</summary>
    public MetricState State
    {
        readonly get => _state;
        init => _state = value;
    }

    /// <summary>Value for the whole domain, in the metric's own unit.</summary>
    public double Value
    {
        readonly get => _value;
        init => _value = value;
    }

    /// <summary>Time of the measurement.</summary>
    public DateTimeOffset Timestamp
    {
        readonly get => _at;
        init => _at = value;
    }

    /// <summary>Samples, ordered as <see cref="DomainObservation.Nodes"/>; empty if only the total is known.</summary>
    public ReadOnlyMemory<NodeSample> Samples { get; init; }

    /// <summary>True for a fresh, valid value; see <see cref="IsValid"/>.</summary>
    public readonly bool IsUsable => State == MetricState.Fresh && IsValid(Value);

    /// <summary>Returns true for a finite number from 0 to <see cref="MaxValue"/>; loads are never negative.</summary>
    /// <param name="value">Value to check.</param>
    public static bool IsValid(double value) => value is >= 0 and <= MaxValue;

    /// <summary>Creates a fresh reading for the whole domain.</summary>
    /// <param name="name">Name of the metric.</param>
    /// <param name="value">Value.</param>
    /// <param name="timestamp">Time of the measurement.</param>
    public static MetricReading FromValue(string name, double value, DateTimeOffset timestamp = default) =>
        new()
        {
            Name = name,
            State = MetricState.Fresh,
            Value = value,
            Timestamp = timestamp,
        };

    /// <summary>Updates the reading in place, for each step of a back-test.</summary>
    internal void Renew(MetricState state, double value, DateTimeOffset at) => (_state, _value, _at) = (state, value, at);
}
