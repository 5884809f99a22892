namespace Scalewright.Decisions.Policies;

/// <summary>Another placement policy, believed nothing: what it throws, and counts that no cloud could have, end in a <see cref="DecisionException"/> that names it.
/// Whoever calls the policies of others calls them by this.</summary>
internal sealed record GuardedPlacement : IPlacementPolicy
{
    /// <summary>The other policy.</summary>
    public required IPlacementPolicy Policy { get; init; }

    /// <summary>How many nodes all clouds together may have; default 100,000.</summary>
    public int NodesMax { get; init; } = PolicyCalls.NodesMax;

    /// <summary>Guards a policy whose options are in order.</summary>
    /// <param name="nodesMax">How many nodes all clouds together may have, 0 or more.</param>
    /// <exception cref="DecisionException">The policy cannot be used; every reason is told.</exception>
    public static GuardedPlacement Of(IPlacementPolicy policy, int nodesMax)
    {
        ArgumentNullException.ThrowIfNull(policy);
        GuardedPlacement guarded = new() { Policy = policy, NodesMax = nodesMax };
        return guarded.Check() is { Count: > 0 } problems ? throw new DecisionException($"Policy '{policy.GetType().Name}'", problems) : guarded;
    }

    /// <inheritdoc/>
    /// <exception cref="DecisionException">The other policy throws, or wants to remember fewer than 0 or more than 1,000,000 numbers.</exception>
    public int StateLength(int cloudCount) => PolicyCalls.StateLengthOf(Policy, cloudCount);

    /// <inheritdoc/>
    /// <exception cref="DecisionException">The other policy throws, or gives what cannot be.</exception>
    public Placement Place(int wanted, in DomainObservation observation, Span<long> state, Span<int> counts) =>
        PolicyCalls.Place(Policy, wanted, NodesMax, observation, state, counts);

    public ValueList<Problem> Check() => new PolicyProblems().Of(nameof(Policy), Policy, cloudCount: 1).NotNegative(nameof(NodesMax), NodesMax).ToList();
}
