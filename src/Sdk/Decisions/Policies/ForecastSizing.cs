namespace Scalewright.Decisions.Policies;

/// <summary>
/// Sizes a domain for a forecast load: <c>ceil(forecast / target)</c>, where the target is the load of one node.
/// Readings are averaged per step; in a step without a usable reading, the forecast is used as the reading. The policy
/// keeps the size and only reports its proposal unless <see cref="IsScalingEnabled"/> is set and a whole season was
/// observed. It also keeps the size while the metric is untrusted.
/// </summary>
public sealed record ForecastSizing : ISizingPolicy
{
    private const int Common = 3;
    private const int MaxMissed = 100_000;

    private static readonly DecisionRule Rule = new("forecast", "ceil(forecast / target)", ["forecast", "target", "steps ahead"], input =>
        Math.Ceiling(input.A / input.B)
    );

    /// <summary>Name of the metric for the load of the whole domain.</summary>
    public required string Metric { get; init; }

    /// <summary>Load of one node, above 0.</summary>
    public required double Target { get; init; }

    /// <summary>Forecaster of the load.</summary>
    public required IForecaster Forecaster { get; init; }

    /// <summary>Length of a step. Default 5 minutes.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Number of steps to forecast ahead, 1 or more; should cover a node's boot time. Default 1.</summary>
    public int StepsAhead { get; init; } = 1;

    /// <summary>True to apply proposals. Default false, so that a forecast can be scored first.</summary>
    public bool IsScalingEnabled { get; init; }

    /// <summary>Minimum size. Default 0.</summary>
    public int MinNodes { get; init; }

    /// <summary>Maximum size. No limit by default.</summary>
    public int MaxNodes { get; init; } = int.MaxValue;

    ValueList<string> ISizingPolicy.MetricNames => [Metric];

    /// <inheritdoc/>
    public int StateLength => Common + Forecaster.StateLength;

    string ISizingPolicy.StateLayout => $"long step, double sum, long count, {PolicyStateLayouts.Describe(Forecaster)}";

    /// <inheritdoc/>
    public ValueList<Problem> Check() =>
        new PolicyOptionsValidator()
            .Named(nameof(Metric), Metric)
            .Positive(nameof(Target), Target)
            .Positive(nameof(Step), Step)
            .Positive(nameof(StepsAhead), StepsAhead)
            .CheckBounds(MinNodes, MaxNodes)
            .ToList()
            .AddRange(Forecaster.Check());

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state)
    {
        Advance(observation.Timestamp.UtcTicks / Step.Ticks, state);
        ref readonly MetricReading metric = ref observation.FindMetric(Metric);
        if (metric.IsUsable)
        {
            state[1] = BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(state[1]) + metric.Value);
            state[2]++;
        }

        double forecast = Forecaster.Forecast(StepsAhead, state[Common..]);
        int size = observation.DesiredCount;
        Decision decision = Decision
            .FromRule(observation.Timestamp, size, Rule, new(forecast, Target, StepsAhead))
            .Within(MinNodes, MaxNodes);
        bool isUntrusted = IsScalingEnabled && !metric.IsUsable;
        DecisionCause cause = isUntrusted ? UntrustedMetric.GetCause(metric) : DecisionCause.ForecastOnly;
        return IsScalingEnabled && !isUntrusted && !double.IsNaN(forecast) ? decision : decision.Because(cause, size);
    }

    // The series has one value per completed step; steps without a decision are missing values. After a gap of years,
    // whole seasons are skipped, which keeps the phase.
    private void Advance(long step, Span<long> state)
    {
        Span<long> memory = state[Common..];

        // If the clock went back by a small amount, wait until it catches up. If it went back further, it was wrong
        // before.
        if (step < state[0] && state[0] - step <= Math.Max(1, Forecaster.Season))
        {
            return;
        }

        if (state[0] != 0 && step > state[0])
        {
            Forecaster.Observe(state[2] > 0 ? BitConverter.Int64BitsToDouble(state[1]) / state[2] : double.NaN, memory);
            long season = Math.Max(1, Forecaster.Season);
            long missed = step - state[0] - 1;
            missed = missed <= MaxMissed ? missed : (missed % season) + (MaxMissed / season * season);
            for (; missed > 0; missed--)
            {
                Forecaster.Observe(double.NaN, memory);
            }

            (state[1], state[2]) = (0, 0);
        }

        state[0] = step;
    }
}
