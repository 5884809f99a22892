using Scalewright.Journals;
using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <content>Reading of a cluster without its lock.</content>
public sealed partial class Cluster
{
    /// <summary>
    /// True if the cluster was opened by <see cref="OpenReadOnlyAsync"/>. It can be observed and its nodes can be used,
    /// but changes are rejected.
    /// </summary>
    public bool IsReadOnly => _journal.IsCopy;

    /// <summary>
    /// Opens a cluster read-only, to use its nodes, observe it and plan changes. Acquires no lock and does not change
    /// the state, so another program can hold the cluster at the same time. Changes throw
    /// <see cref="InvalidOperationException"/>.
    /// </summary>
    /// <param name="folder">Folder of the state.</param>
    /// <param name="provider">Provider of the nodes.</param>
    /// <param name="settings">Settings; null: the defaults. Log collection and the node register are ignored.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="ClusterException">The folder contains no cluster, or an older copy of its state.</exception>
    /// <exception cref="StateException">The state is damaged, an older copy or in a newer format, or the disk
    /// failed.</exception>
    /// <exception cref="ProviderException">The provider does not respond.</exception>
    public static Task<Cluster> OpenReadOnlyAsync(
        string folder,
        IProvider provider,
        ClusterOptions? settings = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(provider);
        return ClusterReader.OpenAsync(
            folder,
            provider,
            OptionsValidator.Check(folder, settings ?? new ClusterOptions()),
            cancellationToken
        );
    }

    /// <summary>
    /// Reads the state of a local folder without querying a provider. Changes nothing and acquires no lock.
    /// </summary>
    /// <param name="folder">Folder of the state.</param>
    /// <exception cref="ClusterException">The folder contains no cluster.</exception>
    /// <exception cref="StateException">The state is damaged, an older copy or in a newer format, or the disk
    /// failed.</exception>
    public static ClusterRecord ReadRecord(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        DurableStoreOptions options = new() { LockHolder = new LockHolder(), Random = new Random(0) };
        return ClusterRecordReader.Read(LocalFileSystem.Create(), folder, options).Record;
    }

    private void ThrowIfReadOnly()
    {
        if (IsReadOnly)
        {
            throw new InvalidOperationException($"Cluster '{Name}' was opened for reading; open it by Cluster.OpenAsync to change it.");
        }
    }
}
