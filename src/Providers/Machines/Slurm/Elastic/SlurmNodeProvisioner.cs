using Scalewright.Clusters;

namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>
/// Creates the nodes that Slurm powers up as nodes of a cluster of any provider, and removes the nodes that Slurm
/// powers down. <see cref="SlurmPowerSavingProgram"/> stores Slurm's requests in a folder, and the cluster stores its
/// own state, so that a new instance can resume after a crash at any time.
/// </summary>
public sealed class SlurmNodeProvisioner
{
    // slurmctld and slurmd compare times in whole seconds. A slurmd that starts in the same second may therefore seem
    // to have booted before slurmctld requested its node. slurmctld then drops its registration but responds as usual,
    // and the node stays in startup until ResumeTimeout.
    private static readonly TimeSpan MinBootTime = TimeSpan.FromSeconds(1);

    private readonly Cluster _cluster;
    private readonly SlurmElasticPartition _partition;
    private readonly SlurmNodeProvisionerOptions _options;
    private readonly PowerFolder _folder;
    private readonly Dictionary<string, SlurmdSession> _served = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _failed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _firstSeen = new(StringComparer.Ordinal);

    /// <summary>Creates an instance, which is idle until <see cref="RunAsync"/> is called.</summary>
    /// <param name="cluster">Cluster in which nodes are created.</param>
    /// <param name="partition">Slurm partition that contains the nodes.</param>
    /// <param name="options">Settings of the nodes.</param>
    /// <exception cref="IOException">The folder cannot be created.</exception>
    public SlurmNodeProvisioner(Cluster cluster, SlurmElasticPartition partition, SlurmNodeProvisionerOptions options)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(partition);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.PollInterval, TimeSpan.Zero);
        (_cluster, _partition, _options, _folder) = (cluster, partition, options, new PowerFolder(options.Folder));
    }

    /// <summary>
    /// Runs until it is cancelled or loses the cluster. Failures are reported to
    /// <see cref="SlurmNodeProvisionerOptions.ProblemHandler"/> and retried. A node that cannot be created is marked as
    /// failed, so that Slurm requeues its jobs.
    /// </summary>
    /// <param name="cancellationToken">Stops this method and the services on the nodes. The nodes remain.</param>
    /// <exception cref="ClusterException">Another controller took over the cluster.</exception>
    /// <exception cref="Journals.StateException">The desired state could not be recorded: another controller took over,
    /// or the disk failed.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            while (true)
            {
                await TryReconcileAsync(cancellationToken);
                await Task.Delay(_options.PollInterval, _cluster.Provider.Clock, cancellationToken);
            }
        }
        finally
        {
            await EndAsync(_served.Keys.ToArray());
        }
    }

    private async Task TryReconcileAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReconcileAsync(cancellationToken);
        }
        catch (ScalewrightException exception)
            when (exception is ProviderException || (exception is ClusterException { Code: var code } && code != ProblemCode.LeaseLost))
        {
            Report(exception.Problems);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Report([
                new Problem(
                    ProblemCode.ProviderUnavailable,
                    $"'{TextEscaping.Escape(_options.Folder)}' cannot be read: {TextEscaping.Escape(exception.Message)}",
                    "check that it is there and may be read"
                )
                {
                    Field = "folder",
                },
            ]);
        }
    }

    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        ValueMap<string> starts = _folder.Read();
        await EndAsync([
            .. _served.Where(served => starts.GetValueOrDefault(served.Key) != served.Value.Start).Select(served => served.Key),
        ]);
        foreach (
            string node in _failed.Where(entry => starts.GetValueOrDefault(entry.Key) != entry.Value).Select(entry => entry.Key).ToArray()
        )
        {
            _failed.Remove(node);
        }

        RecordFirstSeen(starts);
        PlanReport report = await ApplyAsync(starts, cancellationToken);
        foreach (StepFailure failure in report.Failures)
        {
            if (
                failure.Step is CreateNode { Node: var node }
                && node.Annotations.GetValueOrDefault(NodeStart.Key) is { } start
                && starts.GetValueOrDefault(node.Name) == start
            )
            {
                await MarkFailedAsync(node.Name, start, failure.Problem, cancellationToken);
            }
        }

        await StartServicesAsync(starts, cancellationToken);
        foreach (
            (string node, SlurmdSession served) in _served
                .Where(served => served.Value.EndReason is not null && !_failed.ContainsKey(served.Key))
                .ToArray()
        )
        {
            await MarkFailedAsync(node, served.Start, served.EndReason!, cancellationToken);
        }
    }

    private async Task<PlanReport> ApplyAsync(ValueMap<string> starts, CancellationToken cancellationToken)
    {
        await using ClusterTurn turn = await _cluster.BeginTurnAsync(cancellationToken);
        return await turn.ApplyAsync(GetDesiredTopology(turn.Desired, starts), cancellationToken: cancellationToken);
    }

    private async Task StartServicesAsync(ValueMap<string> starts, CancellationToken cancellationToken)
    {
        Node[] ready =
        [
            .. _cluster.Nodes.Where(node =>
                node.Group == _options.Group
                && node.State == NodeState.Ready
                && !_served.ContainsKey(node.Name)
                && node.Spec.Annotations.GetValueOrDefault(NodeStart.Key) is { } start
                && starts.GetValueOrDefault(node.Name) == start
            ),
        ];
        ValueList<SlurmNode> slurmNodes = ready.Length > 0 ? await _partition.ListAsync(cancellationToken) : [];
        foreach (Node node in ready)
        {
            bool isBooting = slurmNodes.All(knownNode => knownNode.Name != node.Name || knownNode.IsPoweringUp);
            string start = starts[node.Name];
            long firstSeen = _firstSeen[start];
            _served.Add(node.Name, new SlurmdSession(start, token => ServeAsync(new SlurmdNode(node, isBooting), firstSeen, token)));
        }
    }

    /// <summary>Records the time at which each start was first observed.</summary>
    private void RecordFirstSeen(ValueMap<string> starts)
    {
        HashSet<string> seen = [.. starts.Values];
        foreach (string start in _firstSeen.Keys.Where(start => !seen.Contains(start)).ToArray())
        {
            _firstSeen.Remove(start);
        }

        foreach (string start in seen)
        {
            _firstSeen.TryAdd(start, _cluster.Provider.Clock.GetTimestamp());
        }
    }

    /// <summary>
    /// Returns the desired topology: the nodes that Slurm requests and that are not marked as failed. A node to restart
    /// is removed first, and is created again after the next poll.
    /// </summary>
    private Topology GetDesiredTopology(Topology desired, ValueMap<string> starts)
    {
        NodeGroup group = desired.Groups.GetValueOrDefault(_options.Group) ?? new NodeGroup(_options.Group, "slurm");
        NodeSpec[] kept =
        [
            .. group.Nodes.Where(node => IsRequested(node.Name) && starts[node.Name] == node.Annotations.GetValueOrDefault(NodeStart.Key)),
        ];
        HashSet<string> nodeNames = [.. group.Nodes.Select(node => node.Name)];
        HashSet<int> used = [.. group.Nodes.Select(node => node.Number)];
        int number = 0;
        List<NodeSpec> nodes = [.. kept];
        foreach ((string name, string start) in starts.Where(start => IsRequested(start.Key) && !nodeNames.Contains(start.Key)))
        {
            do
            {
                number++;
            } while (!used.Add(number));

            NodeSpec described = _options.NodeSpecFactory(name, number);
            nodes.Add(described with { Name = name, Number = number, Annotations = described.Annotations.With(NodeStart.Key, start) });
        }

        return desired with
        {
            Groups = desired.Groups.With(_options.Group, group with { Nodes = nodes.ToValueList() }),
        };

        bool IsRequested(string name) => starts.ContainsKey(name) && !_failed.ContainsKey(name);
    }

    private async Task ServeAsync(SlurmdNode node, long firstSeen, CancellationToken cancellationToken)
    {
        if (_options.AddressSelector is { } find)
        {
            string? address = await find(node.Node, cancellationToken);
            if (!string.IsNullOrEmpty(address))
            {
                await _partition.SetNodeAddressAsync(node.Node.Name, address, cancellationToken);
            }
        }

        // Timers use a coarser clock and may fire some milliseconds early.
        TimeSpan remaining = GetRemaining();
        while (_options.NodeHandler is not null && node.IsBooting && remaining > TimeSpan.Zero)
        {
            await Task.Delay(
                TimeSpan.FromMilliseconds(Math.Ceiling(remaining.TotalMilliseconds)),
                _cluster.Provider.Clock,
                cancellationToken
            );
            remaining = GetRemaining();
        }

        await (
            _options.NodeHandler?.Invoke(node, cancellationToken)
            ?? Task.Delay(Timeout.InfiniteTimeSpan, _cluster.Provider.Clock, cancellationToken)
        );

        TimeSpan GetRemaining() => MinBootTime - _cluster.Provider.Clock.GetElapsedTime(firstSeen);
    }

    private async Task MarkFailedAsync(string node, string start, Problem reason, CancellationToken cancellationToken)
    {
        Report([reason with { Field = node }]);
        try
        {
            await _partition.MarkFailedAsync([node], reason.Message, cancellationToken);
            _failed[node] = start;
        }
        catch (ProviderException exception)
        {
            // Other nodes continue to be served. The next poll tries again to mark this node as failed.
            Report(exception.Problems);
        }
    }

    private async Task EndAsync(IReadOnlyCollection<string> nodes)
    {
        SlurmdSession[] ending = [.. nodes.Select(node => _served[node])];
        foreach (string node in nodes)
        {
            _served.Remove(node);
        }

        await Task.WhenAll(ending.Select(served => served.DisposeAsync().AsTask()));
    }

    private void Report(ValueList<Problem> problems)
    {
        foreach (Problem problem in problems)
        {
            _options.ProblemHandler?.Report(problem);
        }
    }
}

/// <summary>Annotation of a node with the start for which it was created.</summary>
internal static class NodeStart
{
    /// <summary>Name of the annotation.</summary>
    public const string Key = "scalewright.slurm-start";
}

/// <summary>Service that runs on a node while the node is powered up.</summary>
internal sealed class SlurmdSession : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly Task<Problem> _serving;

    /// <param name="start">Start of the node to which the session belongs.</param>
    /// <param name="serve">The service.</param>
    public SlurmdSession(string start, Func<CancellationToken, Task> serve) =>
        (Start, _serving) = (start, ServeAsync(serve, _ending.Token));

    public string Start { get; }

    /// <summary>Reason why the service ended; null while it runs.</summary>
    public Problem? EndReason => _serving.IsCompletedSuccessfully ? _serving.Result : null;

    public async ValueTask DisposeAsync()
    {
        End();
        await _serving;
        _ending.Dispose();
    }

    // CancelAsync would leave the event loop of the simulation.
    private void End() => _ending.Cancel();

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "What serves is the user's: whatever it throws is why the node is marked as failed."
    )]
    private static async Task<Problem> ServeAsync(Func<CancellationToken, Task> serve, CancellationToken cancellationToken)
    {
        string found = "it returned without an error";
        try
        {
            await serve(cancellationToken);
        }
        catch (Exception exception)
        {
            found = TextEscaping.Escape(exception.Message);
        }

        return new Problem(ProblemCode.AgentExited, $"its service ended: {found}", "look at the log of slurmd");
    }
}
