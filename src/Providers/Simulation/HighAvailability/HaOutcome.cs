namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>What an event made of a cluster.</summary>
/// <param name="State">The cluster after it.</param>
/// <param name="Refusal">Why it was refused, in whole or in part.</param>
/// <param name="Moves">Every target that it moved, and every one it left without a place though it is wanted, by label.</param>
public sealed record HaOutcome(HaState State, HaRefusal Refusal, ValueList<HaMove> Moves);
