namespace Scalewright.Clusters.Registering;

/// <summary>What a register holds. A node is in one partition at most. Changes give another state, or the reason why not.</summary>
public sealed record RegisterState
{
    /// <summary>Nothing.</summary>
    public static RegisterState Empty { get; } = new();

    /// <summary>The nodes, in the order they came.</summary>
    public ValueList<RegisteredNode> Nodes { get; init; } = [];

    /// <summary>The partitions, in the order they were made.</summary>
    public ValueList<RegisteredPartition> Partitions { get; init; } = [];

    /// <summary>Nodes that no partition has, in the order they came.</summary>
    public IEnumerable<RegisteredNode> Idle => Nodes.Where(node => HolderOf(node.Name) is null);

    /// <summary>Finds a node; null when there is none.</summary>
    /// <param name="name">Its name.</param>
    public RegisteredNode? Find(string name) => Nodes.FirstOrDefault(node => node.Name == name);

    /// <summary>Finds the first node with a tag; null when there is none.</summary>
    /// <param name="tag">The tag.</param>
    public RegisteredNode? FindByTag(string tag) => Nodes.FirstOrDefault(node => node.Tag == tag);

    /// <summary>Adds a node, or gives the one with its name other values.</summary>
    /// <param name="node">The node.</param>
    /// <exception cref="ClusterException">Another node has its address.</exception>
    public RegisterState With(RegisteredNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentException.ThrowIfNullOrWhiteSpace(node.Name, nameof(node));
        if (Nodes.FirstOrDefault(other => other.Address == node.Address && other.Name != node.Name) is { } twin)
        {
            throw Refused($"'{Printable.Escape(node.Address)}' is the address of node '{Printable.Escape(twin.Name)}'", "take that one out first, or give each its own address");
        }

        return this with { Nodes = Find(node.Name) is null ? Nodes.Add(node) : [.. Nodes.Select(other => other.Name == node.Name ? node : other)] };
    }

    /// <summary>Takes a node out, of its partition, too; nothing happens when it is not there.</summary>
    /// <param name="name">Its name.</param>
    public RegisterState Without(string name) => this with
    {
        Nodes = [.. Nodes.Where(node => node.Name != name)],
        Partitions = [.. Partitions.Select(partition => partition with { Nodes = [.. partition.Nodes.Where(member => member != name)] })],
    };

    /// <summary>Makes a partition of idle nodes.</summary>
    /// <param name="id">What it is known by.</param>
    /// <param name="nodes">Names of its nodes; none for an empty one.</param>
    /// <exception cref="ClusterException">The id is taken, or a node is unknown or another partition's: then nothing is taken.</exception>
    public RegisterState WithPartition(string id, params IEnumerable<string> nodes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        RegisterState state = Partitions.Any(partition => partition.Id == id)
            ? throw Refused($"partition '{Printable.Escape(id)}' is there already", "choose another id")
            : this with { Partitions = Partitions.Add(new RegisteredPartition(id, [])) };
        return nodes.Aggregate(state, (known, node) => known.WithMember(id, node));
    }

    /// <summary>Gives an idle node to a partition; nothing happens when it has it already.</summary>
    /// <param name="id">The partition.</param>
    /// <param name="name">The node.</param>
    /// <exception cref="ClusterException">One of the two is unknown, or the node is another partition's.</exception>
    public RegisterState WithMember(string id, string name)
    {
        _ = Find(name) ?? throw Refused($"there is no node '{Printable.Escape(name)}'", Spelling.Nearest(name, Nodes.Select(node => node.Name)) is { } near ? $"did you mean '{near}'?" : "register it first");
        _ = PartitionOf(id);
        return HolderOf(name) switch
        {
            null => Changed(id, members => members.Add(name)),
            { Id: var holder } when holder == id => this,
            { Id: var holder } => throw Refused($"node_busy: '{Printable.Escape(name)}' belongs to partition '{Printable.Escape(holder)}'", "take it out there first, or choose an idle node"),
        };
    }

    /// <summary>Takes a node out of a partition.</summary>
    /// <param name="id">The partition.</param>
    /// <param name="name">The node.</param>
    /// <exception cref="ClusterException">There is no such partition, or it does not have the node.</exception>
    public RegisterState WithoutMember(string id, string name) => PartitionOf(id).Nodes.Contains(name, StringComparer.Ordinal)
        ? Changed(id, members => [.. members.Where(member => member != name)])
        : throw Refused($"partition '{Printable.Escape(id)}' does not have node '{Printable.Escape(name)}'", "see Partitions for what it has");

    /// <summary>Ends a partition, whose nodes are idle then; nothing happens when it is not there.</summary>
    /// <param name="id">The partition.</param>
    public RegisterState WithoutPartition(string id) => this with { Partitions = [.. Partitions.Where(partition => partition.Id != id)] };

    private RegisterState Changed(string id, Func<ValueList<string>, ValueList<string>> change) => this with
    {
        Partitions = [.. Partitions.Select(partition => partition.Id == id ? partition with { Nodes = change(partition.Nodes) } : partition)],
    };

    private RegisteredPartition PartitionOf(string id) => Partitions.FirstOrDefault(partition => partition.Id == id)
        ?? throw Refused($"there is no partition '{Printable.Escape(id)}'", "make it first");

    internal RegisteredPartition? HolderOf(string name) => Partitions.FirstOrDefault(partition => partition.Nodes.Contains(name, StringComparer.Ordinal));

    private static ClusterException Refused(string found, string advice) => new("register", new Problem(ProblemCode.PartitionUnavailable, found, advice));
}
