namespace Scalewright.Clusters;

/// <summary>What a job needs of a cluster.</summary>
/// <param name="Name">The job's name, for messages.</param>
/// <param name="NodeCount">How many nodes, 1 or more.</param>
public sealed record PartitionRequest(string Name, int NodeCount)
{
    /// <summary>Labels that each node must carry, with their values.</summary>
    public ValueMap<string> Labels { get; init; } = ValueMap<string>.Empty;

    /// <summary>What each node must be besides; null: anything.</summary>
    public Func<Node, bool>? Fits { get; init; }

    /// <summary>How long to wait for others to give nodes back, in turn; default not at all.</summary>
    public TimeSpan Patience { get; init; }

    internal bool Accepts(Node node) =>
        Labels.All(label => node.Spec.Labels.TryGetValue(label.Key, out string? value) && value == label.Value) && (Fits is null || Fits(node));
}
