using System.Globalization;
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
    public ValueList<Problem> Check()
    {
        // An instance that shall be busy for more than all of its time needs no others, however much comes.
        FieldChecks checks = new();
        if (!(Rules.UtilizationTarget is > 0 and <= 1))
        {
            checks.Add(ProblemCode.OutOfRange, "operators.utilization", string.Create(CultureInfo.InvariantCulture, $"{Rules.UtilizationTarget} is no part of a time"), "use more than 0, up to 1");
        }

        checks.Within("operators.boundary", Rules.UtilizationBoundary, 0, 1);
        return [.. checks.ToList(), .. Rules.Check().Where(problem => problem.Field is not (nameof(StreamRules.UtilizationTarget) or nameof(StreamRules.UtilizationBoundary)))];
    }
}
