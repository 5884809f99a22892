using Scalewright.Planning;

namespace Scalewright.Clusters;

// What nodes say, where it is collected.
public sealed partial class Cluster
{
    private readonly NodeLogs? _logs;

    /// <summary>Waits until all that nodes have said so far stands where logs are collected; does nothing when they are not. A node that does not answer for 10 seconds is not waited for.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ObjectDisposedException">The cluster was disposed.</exception>
    public Task FlushLogsAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return _logs?.FlushAsync(static _ => true, cancellationToken) ?? Task.CompletedTask;
    }

    /// <summary>Begins to follow nodes that became ready.</summary>
    internal void FollowLogs() =>
        _logs?.Follow(Topology.Groups.Values.SelectMany(group => group.Nodes.Select(node => new Node(this, group.Name, node))).Where(static node => node.State == NodeState.Ready));

    /// <summary>Which node of this name there is; empty: none.</summary>
    internal string TokenOf(string node) => Shown.Find(StepTarget.Node, node)?.Token ?? "";

    /// <summary>Takes what nodes said last, before they are removed.</summary>
    private Task TakeLastWordsAsync(Plan plan, CancellationToken cancellationToken)
    {
        HashSet<string> leaving = new(_logs is null ? [] : plan.Steps.OfType<DestroyNode>().Select(static step => step.Name), StringComparer.Ordinal);
        return leaving.Count == 0 ? Task.CompletedTask : _logs!.FlushAsync(leaving.Contains, cancellationToken);
    }

    private Task TakeLastWordsAsync() => IsDisposed || _logs is null ? Task.CompletedTask : _logs.FlushAsync(static _ => true, CancellationToken.None);
}
