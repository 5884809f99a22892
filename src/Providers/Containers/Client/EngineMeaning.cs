namespace Scalewright.Providers.Containers.Client;

/// <summary>Meaning of a failed request, which Docker and Podman report by different status codes and texts.</summary>
internal enum EngineMeaning
{
    /// <summary>The engine rejected the request, and nothing changed.</summary>
    Refused,

    /// <summary>The engine failed during the request. The outcome is unknown.</summary>
    Failed,

    /// <summary>Nothing answers at the address of the engine.</summary>
    Unreachable,

    /// <summary>The user of this program must not use the socket of the engine.</summary>
    AccessDenied,

    /// <summary>The machine of the engine refuses the SSH login, or its host key is not known.</summary>
    LoginRefused,

    /// <summary>The engine or this program does not trust the certificate of the other one.</summary>
    Untrusted,

    /// <summary>The container, network or volume does not exist.</summary>
    Missing,

    /// <summary>The image does not exist on the engine.</summary>
    ImageMissing,

    /// <summary>Another container or network has the name.</summary>
    NameTaken,

    /// <summary>The container already has the name.</summary>
    SameName,

    /// <summary>Another container has the IP address.</summary>
    AddressTaken,

    /// <summary>Another network has an overlapping subnet.</summary>
    SubnetTaken,

    /// <summary>Containers are still connected to the network.</summary>
    NetworkInUse,

    /// <summary>The container is not connected to the network.</summary>
    NotConnected,

    /// <summary>The container is already connected to the network.</summary>
    AlreadyConnected,

    /// <summary>The container is in a state that does not allow the request, for example paused or stopped.</summary>
    WrongState,

    /// <summary>The container is already being removed.</summary>
    Removing,

    /// <summary>Podman mounts or unmounts the file system of the container at the moment. A retry succeeds.</summary>
    StorageNotMounted,

    /// <summary>
    /// A container of Podman has no storage, because its service was killed while it removed the container. Requests
    /// that inspect all containers fail until it is removed.
    /// </summary>
    StorageLost,

    /// <summary>
    /// The engine cannot start the container any more, because it was killed while it started it. Docker can only
    /// remove such a container.
    /// </summary>
    Unstartable,

    /// <summary>The image of the container lacks the loader of the agent, so the agent cannot run.</summary>
    LoaderMissing,
}
