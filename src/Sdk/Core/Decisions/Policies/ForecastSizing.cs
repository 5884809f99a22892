namespace Scalewright.Decisions.Policies;

/// <summary>
/// Sizes a domain for a load that is expected: ceil(forecast / target), where the target is what one node can take. Readings
/// are averaged to steps; a step without a usable reading counts as what was expected. Only watches unless told to act, and
/// while it has seen less than a season: watching, it says what it would do and keeps the size. Acting, it keeps the size while the metric is not to be believed.
/// </summary>
public sealed record ForecastSizing : ISizingPolicy
{
    private const int Common = 3;
    private const int MissedMax = 100_000;

    private static readonly DecisionRule Rule = new(
        "forecast", "ceil(forecast / target)", ["forecast", "target", "steps ahead"], input => Math.Ceiling(input.A / input.B));

    /// <summary>Name of the metric of the load of the whole domain.</summary>
    public required string Metric { get; init; }

    /// <summary>Load that one node can take, above 0.</summary>
    public required double Target { get; init; }

    /// <summary>What continues the series.</summary>
    public required IForecaster Forecaster { get; init; }

    /// <summary>Length of a step; default 5 minutes.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many steps ahead it looks, 1 or more: long enough to boot in. Default 1.</summary>
    public int StepsAhead { get; init; } = 1;

    /// <summary>True when it acts; default false, so that it is scored before it is trusted.</summary>
    public bool Acts { get; init; }

    /// <summary>Smallest size; default 0.</summary>
    public int NodesMin { get; init; }

    /// <summary>Largest size; default no limit.</summary>
    public int NodesMax { get; init; } = int.MaxValue;

    ValueList<string> ISizingPolicy.MetricNames => [Metric];

    /// <inheritdoc/>
    public int StateLength => Common + Forecaster.StateLength;

    /// <inheritdoc/>
    public ValueList<Problem> Check() => new PolicyProblems().Named(nameof(Metric), Metric).Positive(nameof(Target), Target)
        .Positive(nameof(Step), Step).Positive(nameof(StepsAhead), StepsAhead).CheckBounds(NodesMin, NodesMax).ToList().AddRange(Forecaster.Check());

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state)
    {
        Advance(observation.At.UtcTicks / Step.Ticks, state);
        ref readonly MetricReading metric = ref observation.Metric(Metric);
        if (metric.IsUsable)
        {
            state[1] = BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(state[1]) + metric.Value);
            state[2]++;
        }

        double forecast = Forecaster.Forecast(StepsAhead, state[Common..]);
        int size = observation.Desired;
        Decision decision = Decision.By(observation.At, size, Rule, new(forecast, Target, StepsAhead)).Within(NodesMin, NodesMax);
        return Acts && !metric.IsUsable ? decision.Because(Distrust.CauseOf(metric), size)
            : Acts && !double.IsNaN(forecast) ? decision : decision.Because(DecisionCause.ForecastOnly, size);
    }

    // The series has one value for each step that ended; steps in which nobody asked are missing ones. Of a silence of years whole seasons are left out: the phase stays.
    private void Advance(long step, Span<long> state)
    {
        Span<long> memory = state[Common..];

        // A clock that went back a little is waited for: the series goes on where it was. One that went back further was wrong before.
        if (step < state[0] && state[0] - step <= Math.Max(1, Forecaster.Season))
        {
            return;
        }

        if (state[0] != 0 && step > state[0])
        {
            Forecaster.Observe(state[2] > 0 ? BitConverter.Int64BitsToDouble(state[1]) / state[2] : double.NaN, memory);
            long season = Math.Max(1, Forecaster.Season);
            long missed = step - state[0] - 1;
            missed = missed <= MissedMax ? missed : (missed % season) + (MissedMax / season * season);
            for (; missed > 0; missed--)
            {
                Forecaster.Observe(double.NaN, memory);
            }

            (state[1], state[2]) = (0, 0);
        }

        state[0] = step;
    }
}
