namespace Scalewright.Logs;

/// <summary>Who is at the other end of a log connection.</summary>
/// <param name="Address">The address the connection comes from, as text.</param>
/// <param name="Node">The node's name; empty when nobody knows the address.</param>
/// <param name="Tag">The node's tag, as it stands in lines.</param>
public sealed record LogOrigin(string Address, string Node, string Tag);
