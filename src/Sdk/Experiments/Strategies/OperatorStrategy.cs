using Scalewright.Decisions.Policies;

namespace Scalewright.Experiments.Strategies;

/// <summary>Sizes every operator by its true processing rate, and provides the task managers for it.</summary>
/// <param name="Rules">Target utilization and limits of one change.</param>
public sealed record OperatorStrategy(StreamRules Rules) : IScalingStrategy
{
    // Names of the rules in a definition. MinNodes and MaxNodes are named like the bounds of any policy.
    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        [nameof(StreamRules.UtilizationTarget)] = "utilization",
        [nameof(StreamRules.UtilizationBoundary)] = "boundary",
        [nameof(StreamRules.CatchUpDuration)] = "catch_up",
        [nameof(StreamRules.RestartDuration)] = "restart",
        [nameof(StreamRules.MinParallelism)] = "min_parallelism",
        ["MinNodes"] = "min_parallelism",
        ["MaxNodes"] = "max_parallelism",
    };

    /// <summary>True to start new task managers on machines with low measured latency. Default false.</summary>
    public bool IsLatencyAware { get; init; }

    /// <inheritdoc/>
    public IScalingRun StartRun() => new OperatorScalingRun(this);

    /// <inheritdoc/>
    public ValueList<Problem> Check() =>
        [
            .. Rules
                .Check()
                .Select(problem =>
                    Keys.TryGetValue(problem.Field, out string? key) ? problem with { Field = $"operators.{key}" } : problem
                ),
        ];
}
