namespace Scalewright.Clusters.Selection;

/// <summary>A candidate for selection.</summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Facts">Known facts of the node.</param>
public sealed record NodeCandidate(string Name, ValueMap<FactValue> Facts);
