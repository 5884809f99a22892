using Scalewright.Storage.State;

namespace Scalewright.Storage.Clients;

/// <summary>The clients of file systems.</summary>
public sealed class ClientMounts
{
    private readonly StorageBook _book;

    internal ClientMounts(StorageBook book) => _book = book;

    /// <summary>What a client has mounted.</summary>
    /// <param name="address">The client.</param>
    public ValueList<string> Of(string address) => _book.Read(tables => Find(tables, address).Mounts);

    /// <summary>Mounts a file system; mounting it twice is the same as once.</summary>
    /// <param name="address">The client.</param>
    /// <param name="mount">What is mounted: <c>nids:/name</c>.</param>
    /// <param name="cancellationToken">Ends the waiting for the disk.</param>
    public Task MountAsync(string address, string mount, CancellationToken cancellationToken = default) =>
        ChangeAsync(address, mounts => mounts.Contains(mount, StringComparer.Ordinal) ? mounts : mounts.Add(mount), cancellationToken);

    /// <summary>Unmounts a file system; nothing happens when it is not mounted.</summary>
    /// <param name="address">The client.</param>
    /// <param name="mount">What was mounted.</param>
    /// <param name="cancellationToken">Ends the waiting for the disk.</param>
    public Task UnmountAsync(string address, string mount, CancellationToken cancellationToken = default) =>
        ChangeAsync(address, mounts => mounts.Where(item => item != mount).ToValueList(), cancellationToken);

    private Task ChangeAsync(string address, Func<ValueList<string>, ValueList<string>> change, CancellationToken cancellationToken) => _book.ChangeAsync(
        tables =>
        {
            StorageClient client = Find(tables, address);
            return new StorageChange { Clients = [client with { Mounts = change(client.Mounts) }] };
        },
        cancellationToken);

    private static StorageClient Find(StorageTables tables, string address) => tables.Clients.GetValueOrDefault(address) ?? new StorageClient(address, []);
}

/// <summary>A client of file systems.</summary>
/// <param name="Mounts">What it has mounted: <c>address:/fs</c>.</param>
internal sealed record StorageClient(string Address, ValueList<string> Mounts);
