namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Result of events after the cluster is stable.</summary>
/// <param name="State">State of the cluster.</param>
/// <param name="Fenced">Fenced nodes, in order.</param>
/// <param name="Reasons">Placement reason of each resource, member or copy, by ID.</param>
public sealed record PacemakerResult(PacemakerState State, ValueList<string> Fenced, ValueList<PlacementReason> Reasons);
