using Scalewright.Storage.State;

namespace Scalewright.Storage.Clients;

/// <summary>Clients of the file systems.</summary>
public sealed class ClientMounts
{
    private readonly StorageStore _store;

    internal ClientMounts(StorageStore store) => _store = store;

    /// <summary>Returns the mounts of a client.</summary>
    /// <param name="address">Address of the client.</param>
    public ValueList<string> GetMounts(string address) => _store.Read(tables => Find(tables, address).Mounts);

    /// <summary>Mounts a file system. Idempotent.</summary>
    /// <param name="address">Address of the client.</param>
    /// <param name="mount">File system to mount: <c>nids:/name</c>.</param>
    /// <param name="cancellationToken">Cancels the wait until the change is durable.</param>
    public Task MountAsync(string address, string mount, CancellationToken cancellationToken = default) =>
        ChangeAsync(address, mounts => mounts.Contains(mount, StringComparer.Ordinal) ? mounts : mounts.Add(mount), cancellationToken);

    /// <summary>Unmounts a file system. Has no effect if it is not mounted.</summary>
    /// <param name="address">Address of the client.</param>
    /// <param name="mount">File system to unmount.</param>
    /// <param name="cancellationToken">Cancels the wait until the change is durable.</param>
    public Task UnmountAsync(string address, string mount, CancellationToken cancellationToken = default) =>
        ChangeAsync(address, mounts => mounts.Where(existing => existing != mount).ToValueList(), cancellationToken);

    private Task ChangeAsync(string address, Func<ValueList<string>, ValueList<string>> change, CancellationToken cancellationToken) =>
        _store.ChangeAsync(
            tables =>
            {
                StorageClient client = Find(tables, address);
                return new StorageChange { Clients = [client with { Mounts = change(client.Mounts) }] };
            },
            cancellationToken
        );

    private static StorageClient Find(StorageTables tables, string address) =>
        tables.Clients.GetValueOrDefault(address) ?? new StorageClient(address, []);
}

/// <summary>Client of file systems.</summary>
/// <param name="Mounts">Mounted file systems: <c>address:/fs</c>.</param>
internal sealed record StorageClient(string Address, ValueList<string> Mounts);
