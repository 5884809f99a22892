namespace Scalewright.Topologies;

/// <summary>Role of a container in a unit. A unit with one role is a single container.</summary>
/// <param name="Name">Pattern of the container names, for example <c>{node}-c{number}</c>. Each name is unique in the
/// topology and is not only a number.</param>
public sealed record ContainerRole(NamePattern Name)
{
    /// <summary>Networks in the order of interfaces.</summary>
    public ValueList<NetworkAttachment> NetworkAttachments { get; init; } = [];

    /// <summary>Default route. Null: none.</summary>
    public Address? Gateway { get; init; }

    /// <summary>Folders of the node that are mounted in the container.</summary>
    public ValueList<VolumeMount> VolumeMounts { get; init; } = [];
}
