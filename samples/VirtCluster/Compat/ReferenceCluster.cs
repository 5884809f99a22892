namespace VirtCluster.Compat;

/// <summary>Cluster state with the quirks of vt_cluster, which the SDK's own register does not have.</summary>
/// <remarks>
/// Membership is not saved. <see cref="Cleanup"/> resets to the initial object, so nodes registered since then remain.
/// </remarks>
internal sealed class ReferenceCluster
{
    private readonly ReferenceFile _file;
    private readonly ReferenceState _empty = new();
    private ReferenceState _state;

    /// <param name="file">Storage of the state.</param>
    public ReferenceCluster(ReferenceFile file)
    {
        _file = file;
        _state = file.Saved?.Copy() ?? _empty;
    }

    /// <summary>All nodes, in the order of registration.</summary>
    public IReadOnlyList<ReferenceNode> Nodes => _state.Nodes;

    /// <summary>Nodes that belong to no partition.</summary>
    public IEnumerable<ReferenceNode> Idle => _state.Nodes.Where(node => !_state.Partitions.Exists(partition => partition.Nodes.Contains(node)));

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
