using System.Runtime.InteropServices;

namespace Scalewright.Decisions.Policies;

/// <summary>
/// Adds bounds and separate cooldowns to another policy. Bounds take precedence over cooldowns. A formula result above
/// any valid size keeps the size. Both engines and back-tests run this policy.
/// </summary>
internal sealed record GuardedSizing : ISizingPolicy
{
    private const int OwnLength = 2;

    /// <summary>Policy that is guarded.</summary>
    public required ISizingPolicy Policy { get; init; }

    /// <summary>Minimum number of nodes. Default 0.</summary>
    public int MinNodes { get; init; }

    /// <summary>Maximum number of nodes. Default unlimited.</summary>
    public int MaxNodes { get; init; } = int.MaxValue;

    /// <summary>Minimum time after a scale-out before the next one. Default zero.</summary>
    public TimeSpan ScaleOutCooldown { get; init; }

    /// <summary>Minimum time after a change in either direction before a scale-in. Default zero.</summary>
    public TimeSpan ScaleInCooldown { get; init; }

    ValueList<string> ISizingPolicy.MetricNames => Policy.MetricNames;

    public int StateLength => OwnLength + Policy.StateLength;

    string ISizingPolicy.StateLayout => PolicyStateLayouts.Join("long lastOut, long lastIn", Policy);

    public void Initialize(in DomainObservation observation, Span<long> state) => Policy.Initialize(observation, state[OwnLength..]);

    public Decision Decide(in DomainObservation observation, Span<long> state)
    {
        ref CooldownState cooldown = ref MemoryMarshal.AsRef<CooldownState>(MemoryMarshal.AsBytes(state));
        Decision decision = Policy.Decide(observation, state[OwnLength..]);
        if (IsImplausible(decision))
        {
            decision.Correct(DecisionCause.NotANumber, observation.DesiredCount);
        }

        decision.Clamp(MinNodes, MaxNodes);
        cooldown.Apply(ref decision, ScaleOutCooldown, ScaleInCooldown);
        decision.Clamp(MinNodes, MaxNodes);
        return decision;
    }

    public ValueList<Problem> Check() =>
        new PolicyOptionsValidator()
            .CheckPolicy(nameof(Policy), Policy)
            .CheckBounds(MinNodes, MaxNodes)
            .NotNegative(nameof(ScaleOutCooldown), ScaleOutCooldown)
            .NotNegative(nameof(ScaleInCooldown), ScaleInCooldown)
            .ToList();

    // A value above any valid size is a fault of the metric source, not a load.
    private static bool IsImplausible(in Decision decision) =>
        decision.Proposed == int.MaxValue && decision.Rule.Evaluate(decision.Inputs) > int.MaxValue;
}
