namespace Storage.Operations.Tests;

/// <summary>Everything that a test does to storage servers from outside of their manager, whatever plays the servers.</summary>
/// <remarks>Servers are named by their full names, clients by their addresses, targets by their labels in the high-availability cluster.
/// Whoever names something that is not there, or asks a host that is off, gets a <see cref="Scalewright.Providers.ProviderException"/>.</remarks>
public interface IStorageOperations
{
    /// <summary>What there is.</summary>
    StorageSite Site { get; }

    /// <summary>The time that servers and manager live in.</summary>
    TimeProvider Clock { get; }

    /// <summary>How much later than its rules say something may come to pass: nothing in virtual time, where it takes a machine no time to do it.</summary>
    TimeSpan Slack { get; }

    /// <summary>The manager's REST API, not logged in.</summary>
    ManagerClient Manager { get; }

    /// <summary>Registers a server at the manager, and starts its agent.</summary>
    Task RegisterAsync(string server, string secret, CancellationToken cancellationToken = default);

    /// <summary>Starts a server that is off, and waits until it is up.</summary>
    Task StartAsync(string server, CancellationToken cancellationToken = default);

    /// <summary>Shuts a server down, and waits until it is off.</summary>
    Task StopAsync(string server, CancellationToken cancellationToken = default);

    /// <summary>Shuts a server down and starts it, and waits until it is up.</summary>
    Task RebootAsync(string server, CancellationToken cancellationToken = default);

    /// <summary>Whether a server is up.</summary>
    Task<bool> IsUpAsync(string server, CancellationToken cancellationToken = default);

    /// <summary>Switches an outlet; a server goes down with its last one, and comes up with any.</summary>
    /// <param name="isOn">On or off.</param>
    Task SwitchAsync(SiteOutlet outlet, bool isOn, CancellationToken cancellationToken = default);

    /// <summary>Keeps everything of a server's agent from its manager, or lets it pass again.</summary>
    /// <param name="isCut">Cut or healed.</param>
    Task CutOffAsync(string server, bool isCut, CancellationToken cancellationToken = default);

    /// <summary>Where a target runs, by the short name of the server; null: nowhere.</summary>
    Task<string?> PlaceOfAsync(string label, CancellationToken cancellationToken = default);

    /// <summary>Starts a target behind the manager's back.</summary>
    Task StartTargetAsync(string label, CancellationToken cancellationToken = default);

    /// <summary>Stops a target behind the manager's back.</summary>
    Task StopTargetAsync(string label, CancellationToken cancellationToken = default);

    /// <summary>Sends a target to its second server behind the manager's back.</summary>
    Task FailOverAsync(string label, CancellationToken cancellationToken = default);

    /// <summary>Sends a target to its first server behind the manager's back.</summary>
    Task FailBackAsync(string label, CancellationToken cancellationToken = default);

    /// <summary>Has a server run nothing though it stays a member of its cluster, or lets it run targets again.</summary>
    /// <param name="isOn">Begin or end.</param>
    Task StandbyAsync(string server, bool isOn, CancellationToken cancellationToken = default);

    /// <summary>Writes a line into the log of a server.</summary>
    Task LogAsync(string server, string line, CancellationToken cancellationToken = default);

    /// <summary>The versions of what is installed on a server, by package.</summary>
    Task<ValueMap<string>> PackagesOfAsync(string server, CancellationToken cancellationToken = default);

    /// <summary>Makes another version of a package the one that servers, or workers, can install.</summary>
    /// <param name="forWorkers">For workers, or for servers.</param>
    Task OfferAsync(string package, string version, bool forWorkers = false, CancellationToken cancellationToken = default);

    /// <summary>Mounts a file system on a client.</summary>
    /// <param name="mount">What: <c>nids:/name</c>.</param>
    Task MountAsync(string client, string mount, CancellationToken cancellationToken = default);

    /// <summary>Unmounts a file system on a client.</summary>
    /// <param name="mount">What was mounted.</param>
    Task UnmountAsync(string client, string mount, CancellationToken cancellationToken = default);

    /// <summary>What a client has mounted.</summary>
    Task<ValueList<string>> MountsOfAsync(string client, CancellationToken cancellationToken = default);

    /// <summary>Reads a file of a server or client, also below <c>/proc/fs/lustre</c>.</summary>
    /// <param name="host">The server or client.</param>
    Task<string> ReadFileAsync(string host, string path, CancellationToken cancellationToken = default);

    /// <summary>Writes a file of a server or client; what was in it is gone.</summary>
    /// <param name="host">The server or client.</param>
    /// <param name="text">What shall be in it.</param>
    Task WriteFileAsync(string host, string path, string text, CancellationToken cancellationToken = default);

    /// <summary>Gives a file another name; a file of that name is gone.</summary>
    /// <param name="host">The server or client.</param>
    Task RenameFileAsync(string host, string path, string newPath, CancellationToken cancellationToken = default);

    /// <summary>Deletes a file.</summary>
    /// <param name="host">The server or client.</param>
    Task DeleteFileAsync(string host, string path, CancellationToken cancellationToken = default);

    /// <summary>The paths of the files below a folder, in ordinal order; none when there is no such folder.</summary>
    /// <param name="host">The server or client.</param>
    Task<ValueList<string>> ListFilesAsync(string host, string folder, CancellationToken cancellationToken = default);
}
