namespace Scalewright.Decisions.Policies;

/// <summary>
/// Calls an untrusted policy. Converts its faults to a <see cref="DecisionException"/> that names it.
/// </summary>
internal sealed record GuardedPlacement : IPlacementPolicy
{
    public required IPlacementPolicy Policy { get; init; }

    public int MaxNodes { get; init; } = PolicyInvoker.MaxNodes;

    /// <summary>Wraps a policy after validating its options.</summary>
    /// <exception cref="DecisionException">The policy is invalid; all problems are reported.</exception>
    public static GuardedPlacement Create(IPlacementPolicy policy, int maxNodes)
    {
        ArgumentNullException.ThrowIfNull(policy);
        GuardedPlacement guarded = new() { Policy = policy, MaxNodes = maxNodes };
        return guarded.Check() is { Count: > 0 } problems
            ? throw new DecisionException($"Policy '{policy.GetType().Name}'", problems)
            : guarded;
    }

    /// <inheritdoc/>
    /// <exception cref="DecisionException">The policy throws, or its state is not 0 to 1,000,000 values.</exception>
    public int GetStateLength(int cloudCount) => PolicyInvoker.GetStateLength(Policy, cloudCount);

    string IPlacementPolicy.StateLayout => PolicyStateLayouts.Describe(Policy);

    /// <inheritdoc/>
    public Placement Place(int desired, in DomainObservation observation, Span<long> state, Span<int> counts) =>
        PolicyInvoker.Place(Policy, desired, MaxNodes, observation, state, counts);

    public ValueList<Problem> Check() =>
        new PolicyOptionsValidator().CheckPolicy(nameof(Policy), Policy, cloudCount: 1).NotNegative(nameof(MaxNodes), MaxNodes).ToList();
}
