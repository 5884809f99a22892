namespace Scalewright.Topologies.Diagrams;

/// <summary>A kind of container in a group.</summary>
/// <param name="Label">What tells it from the others.</param>
/// <param name="Count">How many there are.</param>
internal sealed record DiagramRole(string Label, long Count);
