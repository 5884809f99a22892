namespace Scalewright.Clusters;

/// <summary>Follows the nodes of a cluster as they start, for example to collect their logs. The cluster disposes it.</summary>
public interface INodeFollower : IAsyncDisposable
{
    /// <summary>Warnings so far. They become warnings of the cluster.</summary>
    ValueList<Problem> Warnings { get; }

    /// <summary>Follows the nodes that are not followed yet, and recreated nodes. Called after each observation; returns without waiting.</summary>
    /// <param name="ready">All nodes that are ready.</param>
    void Follow(IReadOnlyList<FollowedNode> ready);

    /// <summary>Waits for a limited time until the output of nodes so far is collected. Called before nodes are destroyed.</summary>
    /// <param name="isSelected">Selects nodes by name.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    Task FlushAsync(Func<string, bool> isSelected, CancellationToken cancellationToken = default);
}

/// <summary>Creates the follower of the nodes of a cluster.</summary>
public interface INodeFollowerOptions
{
    /// <summary>Returns all errors of the options. The fields of the problems start with <c>NodeLogs.</c></summary>
    ValueList<Problem> Check();

    /// <summary>Creates the follower of a cluster that is being opened.</summary>
    /// <param name="cluster">The cluster. Makes no calls yet.</param>
    INodeFollower Start(Cluster cluster);
}

/// <summary>Node that is ready.</summary>
/// <param name="Node">The node.</param>
/// <param name="ResourceToken">Token of its resource. A recreated node has another one.</param>
/// <param name="Address">Its address; empty if unknown.</param>
/// <param name="Tag">Its tag in the register of nodes; without one, its name.</param>
public readonly record struct FollowedNode(Node Node, string ResourceToken, string Address, string Tag);
