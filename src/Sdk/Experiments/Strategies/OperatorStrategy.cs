using Scalewright.Decisions.Policies;

namespace Scalewright.Experiments.Strategies;

/// <summary>Instances of every operator by their true processing rates, and as many task managers as that needs.</summary>
/// <param name="Rules">How busy instances shall be, and how far one change goes.</param>
public sealed record OperatorStrategy(StreamRules Rules) : IScalingStrategy
{
    // What the rules are called in a definition. NodesMin and NodesMax are what bounds of any policy are called.
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

    /// <summary>Whether new task managers go to machines near to each other, by the latency that is measured between them; default false.</summary>
    public bool IsLatencyAware { get; init; }

    /// <inheritdoc/>
    public IScalingCourse Begin() => new OperatorCourse(this);

    /// <inheritdoc/>
    public ValueList<Problem> Check() => [.. Rules.Check().Select(problem => Keys.TryGetValue(problem.Field, out string? key) ? problem with { Field = $"operators.{key}" } : problem)];
}
