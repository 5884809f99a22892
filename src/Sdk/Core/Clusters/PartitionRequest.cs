using Scalewright.Clusters.Selecting;

namespace Scalewright.Clusters;

/// <summary>What a job needs of a cluster.</summary>
/// <param name="Name">The job's name; no two jobs at the same time have the same.</param>
/// <param name="NodeCount">How many nodes, 1 or more.</param>
public sealed record PartitionRequest(string Name, int NodeCount)
{
    /// <summary>Labels that each node must carry, with their values.</summary>
    public ValueMap<string> Labels { get; init; } = ValueMap<string>.Empty;

    /// <summary>What each node must be besides; null: anything.</summary>
    public Func<Node, bool>? Fits { get; init; }

    /// <summary>What must hold of the facts of each node, and which of those that fit come first; null: nothing, and any. Facts are read when it is asked, and again whenever something changed while it waits.</summary>
    public NodeSelector? Selector { get; init; }

    /// <summary>How long to wait, in turn, for others to give nodes back and for broken nodes to work again; default not at all. Without end with
    /// <see cref="Timeout.InfiniteTimeSpan"/>, and with more than the 49 days that a timer can be set to. Nobody waits for more nodes than there are to be.</summary>
    public TimeSpan Patience { get; init; }

    /// <summary>Why nodes do not fit by their facts, by name.</summary>
    internal ValueMap<string> Misfits { get; init; } = ValueMap<string>.Empty;

    /// <summary>Nodes that other programs have.</summary>
    internal ValueList<string> Busy { get; init; } = [];

    /// <summary>Nodes that fit by their facts, best first; empty when the order does not matter.</summary>
    internal ValueList<string> Best { get; init; } = [];

    internal bool Accepts(Node node) => AcceptsWithoutFacts(node) && !Misfits.ContainsKey(node.Name);

    internal bool AcceptsWithoutFacts(Node node) =>
        Labels.All(label => node.Spec.Labels.TryGetValue(label.Key, out string? value) && value == label.Value) && (Fits is null || Fits(node));
}
