namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>What events made of a cluster, after it came to rest.</summary>
/// <param name="State">The cluster then.</param>
/// <param name="Fenced">The nodes that were fenced, in order.</param>
/// <param name="Reasons">Why each resource, member or copy is where it is, by id.</param>
public sealed record ScoreOutcome(ScoreState State, ValueList<string> Fenced, ValueList<PlacementReason> Reasons);
