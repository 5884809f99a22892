using System.Runtime.InteropServices;

namespace Scalewright.Decisions.Policies;

/// <summary>
/// Another policy within bounds and with separate cooldowns: growing waits for the last growth, shrinking for the last change.
/// Bounds win over cooldowns, and a formula that gives more than any size can be holds the size. This is what an engine runs, so that a back-test can run the very same.
/// </summary>
internal sealed record GuardedSizing : ISizingPolicy
{
    private const int OwnLength = 2;

    /// <summary>The other policy.</summary>
    public required ISizingPolicy Policy { get; init; }

    /// <summary>Smallest size; default 0.</summary>
    public int NodesMin { get; init; }

    /// <summary>Largest size; default no limit.</summary>
    public int NodesMax { get; init; } = int.MaxValue;

    /// <summary>How long after a growth there is no other; default 0.</summary>
    public TimeSpan CooldownOut { get; init; }

    /// <summary>How long after any change there is no shrinking; default 0.</summary>
    public TimeSpan CooldownIn { get; init; }

    ValueList<string> ISizingPolicy.MetricNames => Policy.MetricNames;

    public int StateLength => OwnLength + Policy.StateLength;

    public void Begin(in DomainObservation observation, Span<long> state) => Policy.Begin(observation, state[OwnLength..]);

    public Decision Decide(in DomainObservation observation, Span<long> state)
    {
        ref Cooldown cooldown = ref MemoryMarshal.AsRef<Cooldown>(MemoryMarshal.AsBytes(state));
        Decision decision = Policy.Decide(observation, state[OwnLength..]);
        if (IsBeyondBelief(decision))
        {
            decision.Correct(DecisionCause.NoNumber, observation.Desired);
        }

        decision.KeepWithin(NodesMin, NodesMax);
        cooldown.Apply(ref decision, CooldownOut, CooldownIn);
        decision.KeepWithin(NodesMin, NodesMax);
        return decision;
    }

    public ValueList<Problem> Check() => new PolicyProblems().Of(nameof(Policy), Policy).CheckBounds(NodesMin, NodesMax)
        .NotNegative(nameof(CooldownOut), CooldownOut).NotNegative(nameof(CooldownIn), CooldownIn).ToList();

    // A metric that no size can follow is a fault of its source, not a load.
    private static bool IsBeyondBelief(in Decision decision) => decision.Proposed == int.MaxValue && decision.Rule.Evaluate(decision.Inputs) > int.MaxValue;
}
