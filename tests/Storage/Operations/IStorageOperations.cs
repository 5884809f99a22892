namespace Storage.Operations.Tests;

/// <summary>Operations of tests on storage servers that bypass the manager.</summary>
/// <remarks>
/// Servers are identified by full names, clients by addresses, targets by labels in the high-availability cluster. An
/// unknown name or a host that is off results in a <see cref="Scalewright.Providers.ProviderException"/>.
/// </remarks>
public interface IStorageOperations
{
    StorageSite Site { get; }

    /// <summary>The clock of servers and manager.</summary>
    TimeProvider Clock { get; }

    /// <summary>Time allowed beyond the rules; none in virtual time.</summary>
    TimeSpan TimeTolerance { get; }

    /// <summary>Not logged in.</summary>
    StorageManagerClient Manager { get; }

    /// <summary>Also starts the agent of the server.</summary>
    Task RegisterAsync(string server, string secret, CancellationToken cancellationToken = default);

    /// <summary>Waits until the server is up.</summary>
    Task StartAsync(string server, CancellationToken cancellationToken = default);

    /// <summary>Waits until the server is off.</summary>
    Task StopAsync(string server, CancellationToken cancellationToken = default);

    /// <summary>Waits until the server is up.</summary>
    Task RebootAsync(string server, CancellationToken cancellationToken = default);

    Task<bool> IsUpAsync(string server, CancellationToken cancellationToken = default);

    /// <summary>Switches an outlet. A server goes down with its last outlet and comes up with any.</summary>
    Task SwitchOutletAsync(SiteOutlet outlet, bool isOn, CancellationToken cancellationToken = default);

    /// <summary>Blocks all traffic of a server's agent to its manager, or allows it again.</summary>
    Task IsolateFromManagerAsync(string server, bool isCut, CancellationToken cancellationToken = default);

    /// <summary>The short name of the server that runs a target, or null for none.</summary>
    Task<string?> FindTargetServerAsync(string label, CancellationToken cancellationToken = default);

    Task StartTargetAsync(string label, CancellationToken cancellationToken = default);

    Task StopTargetAsync(string label, CancellationToken cancellationToken = default);

    /// <summary>Moves a target to its second server.</summary>
    Task FailoverAsync(string label, CancellationToken cancellationToken = default);

    /// <summary>Moves a target to its first server.</summary>
    Task FailbackAsync(string label, CancellationToken cancellationToken = default);

    /// <summary>A server in standby runs no targets but stays a member of its cluster.</summary>
    Task SetStandbyAsync(string server, bool isOn, CancellationToken cancellationToken = default);

    Task WriteLogAsync(string server, string line, CancellationToken cancellationToken = default);

    /// <summary>Versions by package.</summary>
    Task<ValueMap<string>> GetPackagesAsync(string server, CancellationToken cancellationToken = default);

    /// <summary>Changes the version of a package that servers or workers can install.</summary>
    Task PublishPackageAsync(string package, string version, bool forWorkers = false, CancellationToken cancellationToken = default);

    /// <param name="mount">In the form <c>nids:/name</c>.</param>
    Task MountAsync(string client, string mount, CancellationToken cancellationToken = default);

    Task UnmountAsync(string client, string mount, CancellationToken cancellationToken = default);

    Task<ValueList<string>> GetMountsAsync(string client, CancellationToken cancellationToken = default);

    /// <summary>Includes files below <c>/proc/fs/lustre</c>.</summary>
    Task<string> ReadFileAsync(string host, string path, CancellationToken cancellationToken = default);

    Task WriteFileAsync(string host, string path, string text, CancellationToken cancellationToken = default);

    /// <summary>Replaces an existing file.</summary>
    Task RenameFileAsync(string host, string path, string newPath, CancellationToken cancellationToken = default);

    Task DeleteFileAsync(string host, string path, CancellationToken cancellationToken = default);

    /// <summary>In ordinal order; none if the folder does not exist.</summary>
    Task<ValueList<string>> ListFilesAsync(string host, string folder, CancellationToken cancellationToken = default);
}
