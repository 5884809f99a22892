namespace VirtCluster.Compat;

/// <summary>A partition of vt_cluster: an unsaved set of nodes that does not check their ownership.</summary>
internal sealed class ReferencePartition(string id)
{
    public string Id { get; } = id;

    public HashSet<ReferenceNode> Nodes { get; init; } = [];

    public void Add(ReferenceNode node) => Nodes.Add(node);

    /// <exception cref="PythonTypeException">The partition does not contain the node.</exception>
    public void Remove(ReferenceNode node)
    {
        if (!Nodes.Remove(node))
        {
            throw new PythonTypeException("ValueError");
        }
    }
}
