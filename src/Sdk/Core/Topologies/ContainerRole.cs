namespace Scalewright.Topologies;

/// <summary>Member of a unit. Units with one role are single containers.</summary>
/// <param name="Name">Name of the containers, unique in the topology: <c>{node}-c{number}</c>. Not only a
/// number.</param>
public sealed record ContainerRole(NamePattern Name)
{
    /// <summary>Networks in the order of interfaces.</summary>
    public ValueList<NetworkAttachment> NetworkAttachments { get; init; } = [];

    /// <summary>Default route. Null: none.</summary>
    public Address? Gateway { get; init; }

    /// <summary>Folders of the node that are mounted in the container.</summary>
    public ValueList<VolumeMount> VolumeMounts { get; init; } = [];
}
