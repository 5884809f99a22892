using Scalewright.Clusters.Selection;

namespace Scalewright.Clusters;

/// <summary>Requirements of a job for nodes of a cluster.</summary>
/// <param name="Name">Name of the job, unique among current jobs.</param>
/// <param name="NodeCount">Number of nodes, 1 or more.</param>
public sealed record PartitionRequest(string Name, int NodeCount)
{
    /// <summary>Required labels of each node, with their values.</summary>
    public ValueMap<string> Labels { get; init; } = ValueMap<string>.Empty;

    /// <summary>Additional condition for each node; null for none.</summary>
    public Func<Node, bool>? Predicate { get; init; }

    /// <summary>
    /// Conditions on the facts of each node, and the order of preference. Null: any nodes in any order. Facts are read
    /// when the request is made, and again after each change while it waits.
    /// </summary>
    public NodeSelector? Selector { get; init; }

    /// <summary>
    /// Maximum time to wait for free, healthy nodes. Requests are served in order of arrival. Default zero: do not
    /// wait. Unlimited if <see cref="Timeout.InfiniteTimeSpan"/> or above the timer limit of 49 days. The request fails
    /// without waiting if fewer desired nodes match than it requires.
    /// </summary>
    public TimeSpan Timeout { get; init; }

    internal ValueMap<string> Misfits { get; init; } = ValueMap<string>.Empty;

    internal ValueList<string> Busy { get; init; } = [];

    /// <summary>Nodes that match by their facts, best first; empty if the order does not matter.</summary>
    internal ValueList<string> Best { get; init; } = [];

    internal bool Accepts(Node node) => AcceptsWithoutFacts(node) && !Misfits.ContainsKey(node.Name);

    internal bool AcceptsWithoutFacts(Node node) =>
        Labels.All(label => node.Spec.Labels.TryGetValue(label.Key, out string? value) && value == label.Value)
        && (Predicate is null || Predicate(node));
}
