namespace Scalewright.Logs;

/// <summary>Origin of a log connection.</summary>
/// <param name="Address">Remote address as text.</param>
/// <param name="Node">Name of the node; empty if the address is unknown.</param>
/// <param name="Tag">Tag of the node in lines.</param>
public sealed record LogOrigin(string Address, string Node, string Tag);
