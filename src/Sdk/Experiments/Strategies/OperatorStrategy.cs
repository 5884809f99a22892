using Scalewright.Decisions.Policies;

namespace Scalewright.Experiments.Strategies;

/// <summary>Sizes every operator by its true processing rate, and provides the task managers for it.</summary>
/// <param name="Rules">Target utilization and limits of one change.</param>
public sealed record OperatorStrategy(StreamRules Rules) : IScalingStrategy
{
    // Names of the rules in a definition. NodesMin and NodesMax are named like the bounds of any policy.
    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        [nameof(StreamRules.UtilizationTarget)] = "utilization",
        [nameof(StreamRules.UtilizationBoundary)] = "boundary",
        [nameof(StreamRules.CatchUp)] = "catch_up",
        [nameof(StreamRules.Restart)] = "restart",
        [nameof(StreamRules.VertexMin)] = "parallelism_min",
        ["NodesMin"] = "parallelism_min",
        ["NodesMax"] = "parallelism_max",
    };

    /// <summary>True to start new task managers on machines with low measured latency. Default false.</summary>
    public bool IsLatencyAware { get; init; }

    /// <inheritdoc/>
    public IScalingCourse Begin() => new OperatorCourse(this);

    /// <inheritdoc/>
    public ValueList<Problem> Check() => [.. Rules.Check().Select(problem => Keys.TryGetValue(problem.Field, out string? key) ? problem with { Field = $"operators.{key}" } : problem)];
}
