namespace Scalewright.Topologies;

/// <summary>A folder of the node that a container sees.</summary>
/// <param name="Container">Path inside the container.</param>
/// <param name="Node">Path on the node; with places when each container has its own.</param>
public sealed record VolumeRule(string Container, NamePattern Node);
