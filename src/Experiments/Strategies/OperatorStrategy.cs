using Scalewright.Decisions.Policies;

namespace Scalewright.Experiments.Strategies;

/// <summary>Instances of every operator by their true processing rates, and as many task managers as that needs.</summary>
/// <param name="Rules">How busy instances shall be, and how far one change goes.</param>
public sealed record OperatorStrategy(StreamRules Rules) : IScalingStrategy
{
    /// <summary>Whether new task managers go to machines near to each other, by the latency that is measured between them; default false.</summary>
    public bool IsLatencyAware { get; init; }

    /// <inheritdoc/>
    public IScalingCourse Begin() => new OperatorCourse(this);

    /// <inheritdoc/>
    public ValueList<Problem> Check() => Rules.Check();
}
