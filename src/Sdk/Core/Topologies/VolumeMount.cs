namespace Scalewright.Topologies;

/// <summary>Folder of the node that is mounted in a container.</summary>
/// <param name="ContainerPath">Path inside the container.</param>
/// <param name="NodePath">Path on the node, with placeholders if each container has its own.</param>
public sealed record VolumeMount(string ContainerPath, NamePattern NodePath);
