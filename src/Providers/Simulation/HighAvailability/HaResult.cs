namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>Result of an event.</summary>
/// <param name="State">State of the cluster after the event.</param>
/// <param name="Rejection">Reason why the event was rejected, fully or in part.</param>
/// <param name="Moves">Targets that moved, and desired targets that were left without a node, by label.</param>
public sealed record HaResult(HaState State, HaRejection Rejection, ValueList<HaMove> Moves);
