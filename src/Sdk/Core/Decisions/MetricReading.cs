namespace Scalewright.Decisions;

/// <summary>A metric of a domain as it was read for one decision; the default is a metric that nobody reports.</summary>
public record struct MetricReading
{
    private MetricState _state;
    private double _value;
    private DateTimeOffset _at;

    /// <summary>The largest value that is believed: 1e15. What is larger is a fault of its source.</summary>
    public const double ValueMax = 1e15;

    /// <summary>The metric's name; policies find it by this.</summary>
    public string Name { get; init; }

    /// <summary>How far it can be believed; default <see cref="MetricState.Missing"/>.</summary>
    public MetricState State { readonly get => _state; init => _state = value; }

    /// <summary>The value of the whole domain, in the metric's own unit.</summary>
    public double Value { readonly get => _value; init => _value = value; }

    /// <summary>When it was measured.</summary>
    public DateTimeOffset At { readonly get => _at; init => _at = value; }

    /// <summary>What the nodes report, in the order of <see cref="DomainObservation.Nodes"/>; empty when only the whole is known.</summary>
    public ReadOnlyMemory<NodeSample> Samples { get; init; }

    /// <summary>True for a fresh number that can be one; see <see cref="IsSane"/>.</summary>
    public readonly bool IsUsable => State == MetricState.Fresh && IsSane(Value);

    /// <summary>True for a finite number from 0 to <see cref="ValueMax"/>: no load is negative.</summary>
    /// <param name="value">What was read.</param>
    public static bool IsSane(double value) => value is >= 0 and <= ValueMax;

    /// <summary>A fresh value of the whole domain.</summary>
    /// <param name="name">The metric's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="at">When it was measured.</param>
    public static MetricReading Of(string name, double value, DateTimeOffset at = default) =>
        new() { Name = name, State = MetricState.Fresh, Value = value, At = at };

    /// <summary>Puts what was read now in the place of what was read before, of the same metric: a back-test does so for each of its steps.</summary>
    internal void Renew(MetricState state, double value, DateTimeOffset at) => (_state, _value, _at) = (state, value, at);
}
