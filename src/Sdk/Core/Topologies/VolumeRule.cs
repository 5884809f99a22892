namespace Scalewright.Topologies;

/// <summary>Folder of the node that is mounted in a container.</summary>
/// <param name="Container">Path inside the container.</param>
/// <param name="Node">Path on the node, with placeholders if each container has its own.</param>
public sealed record VolumeRule(string Container, NamePattern Node);
