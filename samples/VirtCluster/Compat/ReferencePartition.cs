namespace VirtCluster.Compat;

/// <summary>A partition as vt_cluster has it: a set of nodes that nobody saves and that does not ask whose they are.</summary>
/// <param name="id">What it is known by.</param>
internal sealed class ReferencePartition(string id)
{
    /// <summary>What it is known by.</summary>
    public string Id { get; } = id;

    /// <summary>Its nodes.</summary>
    public HashSet<ReferenceNode> Nodes { get; init; } = [];

    /// <summary>Takes a node in.</summary>
    public void Add(ReferenceNode node) => Nodes.Add(node);

    /// <summary>Takes a node out.</summary>
    /// <exception cref="PythonTypeException">It is not there.</exception>
    public void Remove(ReferenceNode node)
    {
        if (!Nodes.Remove(node))
        {
            throw new PythonTypeException("ValueError");
        }
    }
}
