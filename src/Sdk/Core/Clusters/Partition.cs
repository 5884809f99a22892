namespace Scalewright.Clusters;

/// <summary>Nodes that are set aside for one job until this is disposed.</summary>
public sealed class Partition : IAsyncDisposable
{
    private readonly PartitionHold _hold;
    private readonly NodeSet _nodes;

    internal Partition(string name, NodeSet nodes, PartitionHold hold) => (Name, _nodes, _hold) = (name, nodes, hold);

    /// <summary>The job's name.</summary>
    public string Name { get; }

    /// <summary>Its nodes, by group and number. Calls to them end with the partition, too: they may be another's then.</summary>
    /// <exception cref="ObjectDisposedException">They were given back.</exception>
    public NodeSet Nodes
    {
        get
        {
            _hold.ThrowIfOver();
            return _nodes;
        }
    }

    /// <summary>Gives the nodes back.</summary>
    /// <exception cref="ClusterException">The cluster has a register that could not be changed; the nodes are given back all the same.</exception>
    /// <exception cref="Journals.DiskException">The disk of the register failed; the nodes are given back all the same.</exception>
    public ValueTask DisposeAsync() => _hold.EndAsync();
}
