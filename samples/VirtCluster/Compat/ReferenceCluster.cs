namespace VirtCluster.Compat;

/// <summary>The cluster's state as vt_cluster keeps it, quirks included; the SDK's own register has none of them.</summary>
/// <remarks>
/// Membership alone is not saved. What an object begins with when there is no file is also what <see cref="Cleanup"/> sets it back to, so that nodes
/// registered meanwhile stay.
/// </remarks>
internal sealed class ReferenceCluster
{
    private readonly ReferenceFile _file;
    private readonly ReferenceState _empty = new();
    private ReferenceState _state;

    /// <param name="file">Where the state is kept.</param>
    public ReferenceCluster(ReferenceFile file)
    {
        _file = file;
        _state = file.Saved?.Copy() ?? _empty;
    }

    /// <summary>All nodes, in the order they came.</summary>
    public IReadOnlyList<ReferenceNode> Nodes => _state.Nodes;

    /// <summary>Nodes that no partition has.</summary>
    public IEnumerable<ReferenceNode> Idle => _state.Nodes.Where(node => !_state.Partitions.Exists(partition => partition.Nodes.Contains(node)));

    /// <summary>The partitions.</summary>
    public IReadOnlyList<ReferencePartition> Partitions => _state.Partitions;

    public void Register(ReferenceNode node)
    {
        int at = _state.Nodes.FindIndex(other => other.Name == node.Name);
        if (at < 0)
        {
            _state.Nodes.Add(node);
        }
        else
        {
            _state.Nodes[at] = node;
        }

        Save();
    }

    public void Unregister(string name)
    {
        if (Find(name) is not { } node)
        {
            return;
        }

        _state.Partitions.ForEach(partition => partition.Nodes.Remove(node));
        _state.Nodes.Remove(node);
        Save();
    }

    public ReferenceNode? Find(string name) => _state.Nodes.Find(node => node.Name == name);

    public ReferenceNode? FindByTag(string tag) => _state.Nodes.Find(node => node.Tag == tag);

    public ReferencePartition CreatePartition(string id)
    {
        ReferencePartition partition = new(id);
        _state.Partitions.Add(partition);
        Save();
        return partition;
    }

    public void RemovePartition(ReferencePartition partition)
    {
        if (_state.Partitions.Remove(partition))
        {
            partition.Nodes.Clear();
            Save();
        }
    }

    public void Cleanup()
    {
        _state = _empty;
        _file.Saved = null;
    }

    private void Save() => _file.Saved = _state.Copy();
}
