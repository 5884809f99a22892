namespace Scalewright.Clusters.Selection;

/// <summary>Result of a selection.</summary>
/// <param name="Selected">Names of the nodes, best first; empty if too few match.</param>
/// <param name="Mismatches">Reason why each other node does not match, by name.</param>
public sealed record NodeSelection(ValueList<string> Selected, ValueMap<string> Mismatches);
