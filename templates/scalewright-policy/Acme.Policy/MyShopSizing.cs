using Scalewright.Decisions;
using Scalewright.Decisions.Backtesting;
using Scalewright.Decisions.Policies;

namespace AcmeSpace;

/// <summary>State between two decisions. It is stored with the names of its fields.</summary>
/// <param name="LowCount">Number of readings in a row that need fewer nodes.</param>
public record struct MyShopSizingState(int LowCount);

/// <summary>Scales out at once, and scales in after several low readings in a row.</summary>
public sealed record MyShopSizing : SizingPolicy<MyShopSizingState>
{
    private static readonly DecisionRule Rule =
        new("my_shop", "ceil(load / target)", ["load", "target"], input => Math.Ceiling(input.A / input.B));

    /// <summary>Name of the metric for the total load. Default <c>load</c>.</summary>
    public string Metric { get; init; } = BacktestModel.LoadMetric;

    /// <summary>Load for each node, above 0.</summary>
    public required double Target { get; init; }

    /// <summary>Number of low readings before the policy scales in, 1 or more. Default 3.</summary>
    public int LowReadings { get; init; } = 3;

    /// <summary>Minimum size. Default 1.</summary>
    public int MinNodes { get; init; } = 1;

    /// <summary>Maximum size. No limit by default.</summary>
    public int MaxNodes { get; init; } = int.MaxValue;

    /// <inheritdoc/>
    public override ValueList<string> MetricNames => [Metric];

    /// <inheritdoc/>
    public override ValueList<Problem> Check()
    {
        List<Problem> problems = [];
        AddUnless(Target > 0, nameof(Target), $"{Target} is not above 0", "use more than 0");
        AddUnless(LowReadings > 0, nameof(LowReadings), $"{LowReadings} is below 1", "use 1 or more");
        AddUnless(MinNodes >= 0, nameof(MinNodes), $"{MinNodes} is below 0", "use 0 or more");
        AddUnless(MaxNodes >= MinNodes, nameof(MaxNodes), $"{MaxNodes} is below MinNodes, {MinNodes}", "use MinNodes or more");
        return [.. problems];

        void AddUnless(bool isValid, string option, string found, string advice)
        {
            if (!isValid)
            {
                problems.Add(new Problem(ProblemCode.OutOfRange, found, advice) { Field = option });
            }
        }
    }

    /// <inheritdoc/>
    protected override Decision Decide(in DomainObservation observation, ref MyShopSizingState state)
    {
        int size = observation.DesiredCount;
        ref readonly MetricReading load = ref observation.FindMetric(Metric);
        if (!load.IsUsable)
        {
            return UntrustedMetric.Hold(observation, load).Within(MinNodes, MaxNodes);
        }

        Decision decision = Decision.FromRule(observation.Timestamp, size, Rule, new(load.Value, Target)).Within(MinNodes, MaxNodes);
        state.LowCount = decision.To < size ? state.LowCount + 1 : 0;
        if (state.LowCount > 0 && state.LowCount < LowReadings)
        {
            return decision.Because(DecisionCause.AlarmPending, size).Within(MinNodes, MaxNodes);
        }

        state.LowCount = 0;
        return decision;
    }
}
