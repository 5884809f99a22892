using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <content>Waiting for nodes that are starting, and for groups that start after them.</content>
public sealed partial class Cluster
{
    private static readonly TimeSpan MinPollDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPollDelay = TimeSpan.FromSeconds(15);

    /// <summary>Returns a problem for each waiting node that a filter includes.</summary>
    private ValueList<Problem> FindObstacles(Func<KeyValuePair<string, WaitingReason>, bool> isIncluded) =>
        [.. _nodeStatuses.Waiting.Where(isIncluded).Select(entry => ClusterProblems.NotStarting(entry.Key, entry.Value))];

    /// <summary>
    /// Polls until all nodes are ready or failed, or waiting does not help one of them. A node that exceeds the timeout
    /// counts as failed.
    /// </summary>
    /// <param name="reported">Nodes that an earlier change reported.</param>
    /// <param name="canEndEarly">Returns true if the caller can continue although nodes are starting. Null: never.</param>
    /// <returns>Problems of nodes whose reason for waiting shows that a replacement would not start either.</returns>
    private async Task<ValueList<Problem>> WaitUntilStartedAsync(
        IReadOnlySet<string> reported,
        Func<bool>? canEndEarly,
        CancellationToken cancellationToken
    )
    {
        long start = Provider.Clock.GetTimestamp();
        for (TimeSpan pause = MinPollDelay; ; pause = pause * 2 < MaxPollDelay ? pause * 2 : MaxPollDelay)
        {
            await ReconcileAsync(cancellationToken);
            IReadOnlyList<string> starting = _nodeStatuses.Starting;
            ValueList<Problem> blocked = FindObstacles(entry => !entry.Value.CanResolve && !reported.Contains(entry.Key));
            if (blocked.Count > 0 || starting.Count == 0 || canEndEarly?.Invoke() == true)
            {
                return blocked;
            }

            if (Provider.Clock.GetElapsedTime(start) >= _settings.NodeStartTimeout)
            {
                MarkLateFailed(starting);
                return FindObstacles(entry => !entry.Value.IsContactLost && !reported.Contains(entry.Key));
            }

            await Task.Delay(pause, Provider.Clock, cancellationToken);
        }
    }

    private void MarkLateFailed(IReadOnlyList<string> starting)
    {
        foreach (string node in starting)
        {
            if (_nodeStatuses.MarkFailed(node))
            {
                string consequence = _nodeStatuses.FindReason(node) is { } reason ? $": {reason}" : " and will be replaced";
                _events.Publish(ClusterEventKind.NodeFailed, node, "did not become ready in time" + consequence);
            }
        }
    }

    private StartablePlan FindStartable(Plan plan, Topology desired) => StartablePlan.From(plan, desired, IsReady);

    private bool IsReady(Topology desired, string group) => StartablePlan.IsReady(desired, group, IsReady);

    private bool IsReady(string node) =>
        _journal.State.Find(StepTarget.Node, node) is not null && _nodeStatuses.GetState(node) is NodeState.Ready or NodeState.Terminating;

    private bool CanContinue(ValueMap<ValueList<string>> waiting, Topology desired) =>
        waiting.Any(entry => entry.Value.All(name => !waiting.ContainsKey(name) && IsReady(desired, name)));
}
