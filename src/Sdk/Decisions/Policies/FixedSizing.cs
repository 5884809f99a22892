namespace Scalewright.Decisions.Policies;

/// <summary>Constant size, as a fallback or as the static baseline of a back-test.</summary>
public sealed record FixedSizing : ISizingPolicy
{
    private static readonly DecisionRule Rule = new("fixed", "size", ["size"], input => input.A);

    /// <summary>The size, 0 or more.</summary>
    public required int Size { get; init; }

    /// <summary>True to use <see cref="Size"/> as a minimum: a larger size is kept. Default false.</summary>
    public bool IsFloor { get; init; }

    /// <inheritdoc/>
    public int StateLength => 0;

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state) =>
        Decision
            .FromRule(observation.Timestamp, observation.DesiredCount, Rule, new(Size))
            .AtLeast(IsFloor ? observation.DesiredCount : 0, DecisionCause.Minimum);

    /// <inheritdoc/>
    public ValueList<Problem> Check() => new PolicyOptionsValidator().NotNegative(nameof(Size), Size).ToList();
}
