using Scalewright.Clusters.Registry;
using Scalewright.Planning;

namespace Scalewright.Clusters;

/// <content>Collection of the output of nodes.</content>
public sealed partial class Cluster
{
    private readonly INodeFollower? _logs;

    /// <summary>
    /// Waits until all log output so far is collected. Returns immediately if logs are not collected. Skips nodes that
    /// do not respond within 10 seconds.
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ObjectDisposedException">The cluster was disposed.</exception>
    public Task FlushLogsAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return _logs?.FlushAsync(static _ => true, cancellationToken) ?? Task.CompletedTask;
    }

    internal void FollowLogs() =>
        _logs?.Follow([
            .. Topology
                .Groups.Values.SelectMany(group => group.Nodes.Select(node => new Node(this, group.Name, node)))
                .Where(static node => node.State == NodeState.Ready)
                .Select(ToFollowed),
        ]);

    private FollowedNode ToFollowed(Node node)
    {
        RegisteredNode? registered = Registered.Find(node.Name);
        string tag = registered is { Tag.Length: > 0 } ? registered.Tag : node.Name;
        return new FollowedNode(node, Shown.Find(StepTarget.Node, node.Name)?.Token ?? "", GetAddress(node.Name), tag);
    }

    private Task FlushNodeLogsAsync(Plan plan, CancellationToken cancellationToken)
    {
        HashSet<string> leaving = new(
            _logs is null ? [] : plan.Steps.OfType<DestroyNode>().Select(static step => step.Name),
            StringComparer.Ordinal
        );
        return leaving.Count == 0 ? Task.CompletedTask : _logs!.FlushAsync(leaving.Contains, cancellationToken);
    }

    private Task FlushNodeLogsAsync() =>
        IsDisposed || _logs is null ? Task.CompletedTask : _logs.FlushAsync(static _ => true, CancellationToken.None);
}
