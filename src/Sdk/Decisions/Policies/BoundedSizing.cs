namespace Scalewright.Decisions.Policies;

/// <summary>Limits the size of another policy to a range.</summary>
public sealed record BoundedSizing : ISizingPolicy
{
    /// <summary>Policy whose size is limited.</summary>
    public required ISizingPolicy Policy { get; init; }

    /// <summary>Minimum size. Default 0.</summary>
    public int MinNodes { get; init; }

    /// <summary>Maximum size. No limit by default.</summary>
    public int MaxNodes { get; init; } = int.MaxValue;

    ValueList<string> ISizingPolicy.MetricNames => Policy.MetricNames;

    /// <inheritdoc/>
    public int StateLength => Policy.StateLength;

    string ISizingPolicy.StateLayout => PolicyStateLayouts.Join("", Policy);

    /// <inheritdoc/>
    public void Initialize(in DomainObservation observation, Span<long> state) => Policy.Initialize(observation, state);

    /// <inheritdoc/>
    public Decision Decide(in DomainObservation observation, Span<long> state) =>
        Policy.Decide(observation, state).Within(MinNodes, MaxNodes);

    /// <inheritdoc/>
    public ValueList<Problem> Check() =>
        new PolicyOptionsValidator().CheckPolicy(nameof(Policy), Policy).CheckBounds(MinNodes, MaxNodes).ToList();
}
