using Scalewright.Clusters.Selection;

namespace Scalewright.Clusters;

/// <summary>Request of a job for exclusive use of some nodes of a cluster.</summary>
/// <param name="Name">Name of the job, unique among current jobs.</param>
/// <param name="NodeCount">Number of nodes, 1 or more.</param>
public sealed record PartitionRequest(string Name, int NodeCount)
{
    /// <summary>Labels and values that each node must have. Default empty.</summary>
    public ValueMap<string> Labels { get; init; } = ValueMap<string>.Empty;

    /// <summary>Additional condition that each node must meet. Default null: none.</summary>
    public Func<Node, bool>? Predicate { get; init; }

    /// <summary>
    /// Conditions on the facts of each node, and the order of preference. Default null: any nodes in any order. Facts
    /// are read when the request is made. While the request waits, they are read again after each change.
    /// </summary>
    public NodeSelector? Selector { get; init; }

    /// <summary>
    /// Maximum time to wait for free, healthy nodes. Waiting requests are served in order of arrival. Default zero: do
    /// not wait. The time is unlimited if it is <see cref="Timeout.InfiniteTimeSpan"/> or exceeds the timer limit of 49
    /// days. The request fails immediately if too few of the cluster's desired nodes match.
    /// </summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>Nodes that do not match by their facts, with the reasons.</summary>
    internal ValueMap<string> Mismatches { get; init; } = ValueMap<string>.Empty;

    /// <summary>Nodes of the partitions in the node registry. They are not assigned again.</summary>
    internal ValueList<string> Busy { get; init; } = [];

    /// <summary>Nodes that match by their facts, best first; empty if the order does not matter.</summary>
    internal ValueList<string> Best { get; init; } = [];

    internal bool Accepts(Node node) => AcceptsWithoutFacts(node) && !Mismatches.ContainsKey(node.Name);

    internal bool AcceptsWithoutFacts(Node node) =>
        Labels.All(label => node.Spec.Labels.TryGetValue(label.Key, out string? value) && value == label.Value)
        && (Predicate is null || Predicate(node));
}
