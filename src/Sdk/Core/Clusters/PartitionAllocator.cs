namespace Scalewright.Clusters;

/// <summary>Reserves nodes for jobs. Thread-safe. Waiting requests are served in order of arrival.</summary>
internal sealed class PartitionAllocator
{
    private readonly Lock _gate = new();
    private readonly AsyncGate _turns = new();
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly HashSet<string> _jobs = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Reserves nodes for a job; waits for them up to the timeout of the request.</summary>
    /// <param name="nodes">Returns all desired nodes in any state; throws once the cluster is disposed.</param>
    /// <param name="learn">Adds the required facts of nodes to the request.</param>
    public async Task<ValueList<string>> TakeAsync(
        PartitionRequest request, Func<IReadOnlyList<Node>> nodes, RequestResolver learn, TimeProvider clock,
        string cluster, CancellationToken cancellationToken)
    {
        Begin(request.Name, cluster);
        bool isTaken = false;
        try
        {
            ValueList<string> taken = request.Timeout == TimeSpan.Zero
                ? TryTake(await learn(request, nodes(), cancellationToken), nodes(), out Problem? missing, out _)
                    ?? throw new ClusterException(cluster, missing!)
                : await WaitAsync(request, nodes, learn, clock, cluster, cancellationToken);
            isTaken = true;
            return taken;
        }
        finally
        {
            if (!isTaken)
            {
                End(request.Name);
            }
        }
    }

    public void Release(string job, ValueList<string> nodes)
    {
        lock (_gate)
        {
            _jobs.Remove(job);
            _taken.ExceptWith(nodes);
        }

        Wake();
    }

    /// <summary>Wakes waiting requests: nodes may be free or healthy again, or the cluster was disposed.</summary>
    public void Wake()
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.SetResult();
    }

    private async Task<ValueList<string>> WaitAsync(
        PartitionRequest request, Func<IReadOnlyList<Node>> nodes, RequestResolver learn, TimeProvider clock,
        string cluster, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience =
            new(request.Timeout > OptionsValidator.MaxTimer ? Timeout.InfiniteTimeSpan : request.Timeout, clock);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using IDisposable turn = await _turns.EnterAsync(either.Token);
            while (true)
            {
                Task changedDuringRead = Changed;
                request = await learn(request, nodes(), either.Token);
                IReadOnlyList<Node> all = nodes();
                if (TryTake(request, all, out Problem? problem, out Task changed) is { } taken)
                {
                    return taken;
                }

                if (all.Count(request.Accepts) < request.NodeCount)
                {
                    throw new ClusterException(cluster, problem!);
                }

                // Changes that occur while facts are read also wake the request.
                await (changedDuringRead.IsCompleted ? changedDuringRead : changed).OrCancelled(either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ClusterException(cluster, MissingOf(request, nodes()));
        }
    }

    public bool IsTaken(string node)
    {
        lock (_gate)
        {
            return _taken.Contains(node);
        }
    }

    private void Begin(string job, string cluster)
    {
        lock (_gate)
        {
            if (!_jobs.Add(job))
            {
                throw new ClusterException(cluster, ClusterProblems.SameJob(job));
            }
        }
    }

    private void End(string job)
    {
        lock (_gate)
        {
            _jobs.Remove(job);
        }
    }

    private ValueList<string>? TryTake(
        PartitionRequest request, IReadOnlyList<Node> nodes, out Problem? problem, out Task changed)
    {
        Node[] fitting = [.. nodes.Where(request.Accepts)];
        lock (_gate)
        {
            changed = _changed.Task;
            string[] free = InOrder(request, FreeOf(fitting));
            if (free.Length < request.NodeCount)
            {
                problem = ProblemOf(request, nodes, fitting, free.Length);
                return null;
            }

            problem = null;
            ValueList<string> taken = free.Take(request.NodeCount).ToValueList();
            _taken.UnionWith(taken);
            return taken;
        }
    }

    private Problem MissingOf(PartitionRequest request, IReadOnlyList<Node> nodes)
    {
        Node[] fitting = [.. nodes.Where(request.Accepts)];
        lock (_gate)
        {
            return ProblemOf(request, nodes, fitting, InOrder(request, FreeOf(fitting)).Length);
        }
    }

    private string[] FreeOf(IEnumerable<Node> fitting) =>
        [.. fitting.Where(IsReady).Select(node => node.Name).Where(name => !_taken.Contains(name))];

    private Task Changed
    {
        get
        {
            lock (_gate)
            {
                return _changed.Task;
            }
        }
    }

    private static string[] InOrder(PartitionRequest request, string[] free) =>
        [.. (request.Best.Count == 0 ? free : request.Best.Intersect(free, StringComparer.Ordinal)).Except(
            request.Busy, StringComparer.Ordinal)];

    private static Problem ProblemOf(PartitionRequest request, IReadOnlyList<Node> nodes, Node[] fitting, int free) =>
        ClusterProblems.TooFewNodes(request, free, fitting.Count(IsReady), nodes.Count(IsReady), fitting.Length);

    private static bool IsReady(Node node) => node.State == NodeState.Ready;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
