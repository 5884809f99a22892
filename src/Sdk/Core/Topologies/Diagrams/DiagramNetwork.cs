namespace Scalewright.Topologies.Diagrams;

/// <summary>A network, or the networks of one pattern.</summary>
/// <param name="Name">Its name; <c>first … last</c> for a pattern.</param>
/// <param name="Subnet">Address and prefix.</param>
/// <param name="Gateway">The router's address, in words.</param>
/// <param name="Use">How many addresses are taken, in words.</param>
/// <param name="Share">How much of it is taken, 0 to 1; null when that says nothing.</param>
internal sealed record DiagramNetwork(string Name, string Subnet, string Gateway, string Use, double? Share);
