namespace Scalewright.Decisions.Policies;

/// <summary>Calls an untrusted policy; faults become a <see cref="DecisionException"/> that names it.</summary>
internal sealed record GuardedPlacement : IPlacementPolicy
{
    public required IPlacementPolicy Policy { get; init; }

    public int NodesMax { get; init; } = PolicyCalls.NodesMax;

    /// <summary>Guards a policy whose options are valid.</summary>
    /// <exception cref="DecisionException">The policy is invalid; all problems are reported.</exception>
    public static GuardedPlacement Of(IPlacementPolicy policy, int nodesMax)
    {
        ArgumentNullException.ThrowIfNull(policy);
        GuardedPlacement guarded = new() { Policy = policy, NodesMax = nodesMax };
        return guarded.Check() is { Count: > 0 } problems ? throw new DecisionException($"Policy '{policy.GetType().Name}'", problems) : guarded;
    }

    /// <inheritdoc/>
    /// <exception cref="DecisionException">The policy throws, or its state is not 0 to 1,000,000 values.</exception>
    public int StateLength(int cloudCount) => PolicyCalls.StateLengthOf(Policy, cloudCount);

    /// <inheritdoc/>
    public Placement Place(int wanted, in DomainObservation observation, Span<long> state, Span<int> counts) =>
        PolicyCalls.Place(Policy, wanted, NodesMax, observation, state, counts);

    public ValueList<Problem> Check() => new PolicyProblems().Of(nameof(Policy), Policy, cloudCount: 1).NotNegative(nameof(NodesMax), NodesMax).ToList();
}
