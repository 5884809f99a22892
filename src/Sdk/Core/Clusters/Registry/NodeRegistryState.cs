namespace Scalewright.Clusters.Registry;

/// <summary>Content of a register. A node is in at most one partition. Changes return a new state or throw.</summary>
public sealed record NodeRegistryState
{
    /// <summary>The empty register.</summary>
    public static NodeRegistryState Empty { get; } = new();

    /// <summary>Nodes, in order of registration.</summary>
    public ValueList<RegisteredNode> Nodes { get; init; } = [];

    /// <summary>Partitions, in order of creation.</summary>
    public ValueList<RegisteredPartition> Partitions { get; init; } = [];

    /// <summary>Nodes without a partition, in order of registration.</summary>
    public IEnumerable<RegisteredNode> IdleNodes => Nodes.Where(node => FindHolder(node.Name) is null);

    /// <summary>Returns a node by name; null if missing.</summary>
    /// <param name="name">Name of the node.</param>
    public RegisteredNode? Find(string name) => Nodes.FirstOrDefault(node => node.Name == name);

    /// <summary>Adds a node, or replaces the one with its name.</summary>
    /// <param name="node">The node.</param>
    /// <exception cref="ClusterException">Another node has the address.</exception>
    public NodeRegistryState WithNode(RegisteredNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentException.ThrowIfNullOrWhiteSpace(node.Name, nameof(node));
        if (Nodes.FirstOrDefault(registered => registered.Address == node.Address && registered.Name != node.Name) is { } twin)
        {
            throw Rejection(
                $"'{TextEscaping.Escape(node.Address)}' is the address of node '{TextEscaping.Escape(twin.Name)}'",
                "use a unique address for each node, or remove that node if it no longer exists"
            );
        }

        IEnumerable<RegisteredNode> replaced = Nodes.Select(registered => registered.Name == node.Name ? node : registered);
        return this with { Nodes = Find(node.Name) is null ? Nodes.Add(node) : [.. replaced] };
    }

    /// <summary>Removes a node, including from its partition. Does nothing if the node is missing.</summary>
    /// <param name="name">Name of the node.</param>
    public NodeRegistryState WithoutNode(string name) =>
        this with
        {
            Nodes = [.. Nodes.Where(node => node.Name != name)],
            Partitions =
            [
                .. Partitions.Select(partition => partition with { Nodes = [.. partition.Nodes.Where(member => member != name)] }),
            ],
        };

    /// <summary>Adds a partition of idle nodes.</summary>
    /// <param name="id">ID of the partition.</param>
    /// <param name="nodes">Names of its nodes; may be empty.</param>
    /// <exception cref="ClusterException">The ID exists, or a node is unknown or not idle. Nothing changes.</exception>
    public NodeRegistryState WithPartition(string id, params IEnumerable<string> nodes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        NodeRegistryState state = Partitions.Any(partition => partition.Id == id)
            ? throw Rejection($"partition '{TextEscaping.Escape(id)}' is there already", "choose another id")
            : this with
            {
                Partitions = Partitions.Add(new RegisteredPartition(id, [])),
            };
        return nodes.Aggregate(state, (registry, node) => registry.WithMember(id, node));
    }

    /// <summary>Adds an idle node to a partition. Does nothing if the partition already has the node.</summary>
    /// <param name="id">ID of the partition.</param>
    /// <param name="name">Name of the node.</param>
    /// <exception cref="ClusterException">The partition or node is unknown, or the node is not idle.</exception>
    public NodeRegistryState WithMember(string id, string name)
    {
        _ = Find(name)
            ?? throw Rejection(
                $"there is no node '{TextEscaping.Escape(name)}'",
                Spelling.FindClosest(name, Nodes.Select(node => node.Name)) is { } near ? $"did you mean '{near}'?" : "register it first"
            );
        _ = GetPartition(id);
        return FindHolder(name) switch
        {
            null => Changed(id, members => members.Add(name)),
            { Id: var holder } when holder == id => this,
            { Id: var holder } => throw Rejection(
                $"node_busy: '{TextEscaping.Escape(name)}' belongs to partition '{TextEscaping.Escape(holder)}'",
                "choose an idle node, or remove it from that partition when it is no longer used"
            ),
        };
    }

    /// <summary>Removes a node from a partition.</summary>
    /// <param name="id">ID of the partition.</param>
    /// <param name="name">Name of the node.</param>
    /// <exception cref="ClusterException">The partition is unknown or does not have the node.</exception>
    public NodeRegistryState WithoutMember(string id, string name) =>
        GetPartition(id).Nodes.Contains(name, StringComparer.Ordinal)
            ? Changed(id, members => [.. members.Where(member => member != name)])
            : throw Rejection(
                $"partition '{TextEscaping.Escape(id)}' does not have node '{TextEscaping.Escape(name)}'",
                "see Partitions for what it has"
            );

    /// <summary>Removes a partition, whose nodes become idle. Does nothing if the partition is missing.</summary>
    /// <param name="id">ID of the partition.</param>
    public NodeRegistryState WithoutPartition(string id) =>
        this with
        {
            Partitions = [.. Partitions.Where(partition => partition.Id != id)],
        };

    private NodeRegistryState Changed(string id, Func<ValueList<string>, ValueList<string>> change) =>
        this with
        {
            Partitions =
            [
                .. Partitions.Select(partition => partition.Id == id ? partition with { Nodes = change(partition.Nodes) } : partition),
            ],
        };

    private RegisteredPartition GetPartition(string id) =>
        Partitions.FirstOrDefault(partition => partition.Id == id)
        ?? throw Rejection($"there is no partition '{TextEscaping.Escape(id)}'", "make it first");

    internal RegisteredPartition? FindHolder(string name) =>
        Partitions.FirstOrDefault(partition => partition.Nodes.Contains(name, StringComparer.Ordinal));

    private static ClusterException Rejection(string found, string advice) =>
        new("register", new Problem(ProblemCode.PartitionUnavailable, found, advice));
}
