using Scalewright.Agents;
using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <content>Monitoring: reachability of nodes and repair.</content>
public sealed partial class Cluster
{
    /// <summary>Monitors the nodes until canceled: reports their reachability and repairs the cluster.</summary>
    /// <param name="options">Options; null: the defaults.</param>
    /// <param name="cancellationToken">Stops monitoring; a repair in progress records its results.</param>
    /// <returns>A task that completes without an exception after cancellation.</returns>
    /// <exception cref="ClusterException">Options are invalid; all problems are reported.</exception>
    /// <exception cref="Journals.StateException">Another controller took over, or the disk failed.</exception>
    /// <example>
    /// Repairs failed nodes for an hour:
    /// <code>
    /// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
    /// await using SimulationProvider provider = new() { Seed = 1 };
    /// await provider.RunAsync(async cancellationToken =&gt;
    /// {
    ///     await using Cluster cluster =
    ///         await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(cancellationToken);
    ///     using CancellationTokenSource hour = new(TimeSpan.FromHours(1), provider.Clock);
    ///     await cluster.MonitorAsync(cancellationToken: hour.Token);
    /// });
    /// </code>
    /// </example>
    public async Task MonitorAsync(MonitorOptions? options = null, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        options = OptionsValidator.Check(Name, options ?? new MonitorOptions());
        RequireTime();
        Dictionary<string, long> lastResponses = new(StringComparer.Ordinal);
        long lastPoll = Provider.Clock.GetTimestamp();
        long lastPing = lastPoll;
        using PeriodicTimer timer = new(options.PingInterval, Provider.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                // The process was suspended and received no responses, so the timeouts of all nodes restart.
                if (Provider.Clock.GetElapsedTime(lastPing) >= options.PingInterval + options.UnreachableTimeout)
                {
                    lastResponses.Clear();
                }

                await PingAllAsync(options, lastResponses, cancellationToken);
                lastPing = Provider.Clock.GetTimestamp();
                bool isOverdue = MarkOverdue(options, lastResponses);
                if (isOverdue || Provider.Clock.GetElapsedTime(lastPoll) >= options.PollInterval)
                {
                    await RepairOrObserveAsync(options, cancellationToken);
                    lastPoll = Provider.Clock.GetTimestamp();
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Cancellation is the normal end.
        }
    }

    /// <summary>Throws early if the provider's clock does not advance, because no node would ever be polled.</summary>
    private void RequireTime() =>
        Provider.Clock.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan).Dispose();

    private async Task PingAllAsync(MonitorOptions options, Dictionary<string, long> lastResponses, CancellationToken cancellationToken)
    {
        await foreach (
            (Node node, bool answered) in Nodes
                .Where(node => node.State != NodeState.Missing)
                .CallEachAsync(node => PingOneAsync(node, options, cancellationToken), cancellationToken)
        )
        {
            lastResponses.TryAdd(node.Name, Provider.Clock.GetTimestamp());
            if (answered)
            {
                lastResponses[node.Name] = Provider.Clock.GetTimestamp();
                if (_nodeStatuses.MarkReachable(node.Name))
                {
                    _partitions.Wake();
                    _events.Publish(ClusterEventKind.NodeReachable, node.Name, "responds again");
                }
            }
            else if (
                Provider.Clock.GetElapsedTime(lastResponses[node.Name]) >= options.UnreachableTimeout
                && _nodeStatuses.MarkUnreachable(node.Name)
            )
            {
                _events.Publish(
                    ClusterEventKind.NodeUnreachable,
                    node.Name,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"has not responded for {Provider.Clock.GetElapsedTime(lastResponses[node.Name]).TotalSeconds:0} s"
                    )
                );
            }
        }
    }

    private async Task<(Node Node, bool Answered)> PingOneAsync(Node node, MonitorOptions options, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(options.PingInterval, Provider.Clock);
        using CancellationTokenSource linkedSource = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await node.PingAsync(linkedSource.Token);
            return (node, true);
        }
        catch (Exception exception)
            when (exception is AgentException or ClusterException or ProviderException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return (node, false);
        }
    }

    private bool MarkOverdue(MonitorOptions options, Dictionary<string, long> lastResponses)
    {
        bool isAny = false;
        foreach (
            (string node, long last) in lastResponses
                .Where(entry => _nodeStatuses.GetState(entry.Key) == NodeState.Unreachable)
                .OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .ToArray()
        )
        {
            if (
                options.IsRepairEnabled
                && Provider.Clock.GetElapsedTime(last) >= options.UnreachableTimeout + options.ReplaceDelay
                && _nodeStatuses.MarkFailed(node)
            )
            {
                _events.Publish(ClusterEventKind.NodeFailed, node, "was unreachable for too long and will be replaced");
                lastResponses.Remove(node);
                isAny = true;
            }
        }

        return isAny;
    }

    private async Task RepairOrObserveAsync(MonitorOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await (options.IsRepairEnabled ? RepairOnceAsync(cancellationToken) : ObserveAsync(cancellationToken) as Task);
            if (options.IsRepairEnabled && MarkTerminatingFailed())
            {
                await RepairOnceAsync(cancellationToken);
            }
        }
        catch (Exception exception)
            when (exception is ProviderException || (exception is ClusterException { Code: var code } && code != ProblemCode.LeaseLost))
        {
            _events.Publish(ClusterEventKind.StepFailed, Name, exception.Message);
        }
    }

    private Task<PlanReport> RepairOnceAsync(CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return ConvergeAsync("repair", change: null, ChangeOrigin.Monitor, cancellationToken);
    }

    // A node in a partition is kept until it is released or gone, so that its job can use the rest of the notice
    // period.
    private bool MarkTerminatingFailed()
    {
        bool isAny = false;
        foreach (string node in _nodeStatuses.Terminating.Where(node => !_partitions.IsAcquired(node)))
        {
            if (_nodeStatuses.MarkFailed(node))
            {
                _events.Publish(ClusterEventKind.NodeFailed, node, "is taken back soon and is made again");
                isAny = true;
            }
        }

        return isAny;
    }
}
