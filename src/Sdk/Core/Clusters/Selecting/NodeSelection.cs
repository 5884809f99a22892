namespace Scalewright.Clusters.Selecting;

/// <summary>What came of a selection.</summary>
/// <param name="Selected">Names of the nodes, best first; empty when too few fit.</param>
/// <param name="Misfits">Why each of the others does not fit, by name.</param>
public sealed record NodeSelection(ValueList<string> Selected, ValueMap<string> Misfits);
