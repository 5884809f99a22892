namespace Scalewright.Topologies;

/// <summary>What one member of a unit is; a unit of one role is just a container.</summary>
/// <param name="Name">Name of the containers, unique in the topology: <c>{node}-c{number}</c>. Never a bare number.</param>
public sealed record ContainerRole(NamePattern Name)
{
    /// <summary>The networks, in the order of interfaces.</summary>
    public ValueList<LinkRule> Links { get; init; } = [];

    /// <summary>Default route; null: none.</summary>
    public Address? Gateway { get; init; }

    /// <summary>Folders of the node that the container sees.</summary>
    public ValueList<VolumeRule> Volumes { get; init; } = [];
}
