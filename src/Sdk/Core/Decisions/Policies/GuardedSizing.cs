using System.Runtime.InteropServices;

namespace Scalewright.Decisions.Policies;

/// <summary>
/// Adds bounds and separate cooldowns to another policy. Bounds take precedence over cooldowns, and a formula result
/// above any valid size keeps the size. Engines and back-tests run this same policy.
/// </summary>
internal sealed record GuardedSizing : ISizingPolicy
{
    private const int OwnLength = 2;

    public required ISizingPolicy Policy { get; init; }

    public int NodesMin { get; init; }

    public int NodesMax { get; init; } = int.MaxValue;

    public TimeSpan CooldownOut { get; init; }

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

    // A value above any valid size is a fault of the metric source, not a load.
    private static bool IsBeyondBelief(in Decision decision) => decision.Proposed == int.MaxValue && decision.Rule.Evaluate(decision.Inputs) > int.MaxValue;
}
