using Scalewright.Journals;
using Scalewright.Providers;

namespace Scalewright.Clusters;

// The cluster as those see it who do not hold it.
public sealed partial class Cluster
{
    /// <summary>True when the cluster was opened by <see cref="OpenReadOnlyAsync"/>: it can be observed and its nodes can be used, and changes are refused.</summary>
    public bool IsReadOnly => _journal.IsCopy;

    /// <summary>Opens a cluster without taking it over: its nodes can be used, and what exists can be observed and planned. Takes no lock, changes nothing
    /// of the state, and works beside a program that holds the cluster. A change throws <see cref="InvalidOperationException"/>.</summary>
    /// <param name="folder">The folder of its state.</param>
    /// <param name="provider">Where its nodes live.</param>
    /// <param name="settings">How the cluster behaves; null: the defaults. Logs and register do not count.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="ClusterException">The folder has no cluster, or an older copy of its state.</exception>
    /// <exception cref="StateException">The state is damaged, older or newer, or the disk failed.</exception>
    /// <exception cref="ProviderException">The provider does not answer.</exception>
    public static Task<Cluster> OpenReadOnlyAsync(
        string folder, IProvider provider, ClusterSettings? settings = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(provider);
        return ClusterReader.OpenAsync(folder, provider, SettingsCheck.Check(folder, settings ?? new ClusterSettings()), cancellationToken);
    }

    /// <summary>Reads what the state of a folder of this machine records, without asking a provider. Changes nothing and takes no lock.</summary>
    /// <param name="folder">The folder of the state.</param>
    /// <exception cref="ClusterException">The folder has no cluster.</exception>
    /// <exception cref="StateException">The state is damaged, older or newer, or the disk failed.</exception>
    public static ClusterRecord ReadRecord(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        DurableStoreOptions options = new() { Holder = new LockHolder(), Chance = new Random(0) };
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
