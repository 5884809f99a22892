namespace Scalewright.Topologies.Diagrams;

/// <summary>The addresses of a group on a network.</summary>
/// <param name="Network">Index of the network.</param>
/// <param name="Addresses">First and last, in words.</param>
internal sealed record DiagramLink(int Network, string Addresses);
