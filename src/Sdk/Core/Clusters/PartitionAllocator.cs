namespace Scalewright.Clusters;

/// <summary>Reserves nodes for jobs. Thread-safe. Waiting requests are served in order of arrival.</summary>
internal sealed class PartitionAllocator
{
    private readonly Lock _gate = new();
    private readonly AsyncGate _turns = new();
    private readonly HashSet<string> _acquired = new(StringComparer.Ordinal);
    private readonly HashSet<string> _jobs = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Reserves nodes for a job; waits for them up to the timeout of the request.</summary>
    /// <param name="nodes">Returns all desired nodes in any state; throws once the cluster is disposed.</param>
    /// <param name="resolve">Adds the required facts of nodes to the request.</param>
    public async Task<ValueList<string>> AcquireAsync(
        PartitionRequest request,
        Func<IReadOnlyList<Node>> nodes,
        RequestResolver resolve,
        TimeProvider clock,
        string cluster,
        CancellationToken cancellationToken
    )
    {
        Start(request.Name, cluster);
        bool isAcquired = false;
        try
        {
            ValueList<string> acquired =
                request.Timeout == TimeSpan.Zero
                    ? TryAcquire(await resolve(request, nodes(), cancellationToken), nodes(), out Problem? missing, out _)
                        ?? throw new ClusterException(cluster, missing!)
                    : await WaitAsync(request, nodes, resolve, clock, cluster, cancellationToken);
            isAcquired = true;
            return acquired;
        }
        finally
        {
            if (!isAcquired)
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
            _acquired.ExceptWith(nodes);
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
        PartitionRequest request,
        Func<IReadOnlyList<Node>> nodes,
        RequestResolver resolve,
        TimeProvider clock,
        string cluster,
        CancellationToken cancellationToken
    )
    {
        using CancellationTokenSource timeout = new(
            request.Timeout > OptionsValidator.MaxTimer ? Timeout.InfiniteTimeSpan : request.Timeout,
            clock
        );
        using CancellationTokenSource linkedSource = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using IDisposable turn = await _turns.EnterAsync(linkedSource.Token);
            while (true)
            {
                Task changedDuringRead = Changed;
                request = await resolve(request, nodes(), linkedSource.Token);
                IReadOnlyList<Node> all = nodes();
                if (TryAcquire(request, all, out Problem? problem, out Task changed) is { } acquired)
                {
                    return acquired;
                }

                if (all.Count(request.Accepts) < request.NodeCount)
                {
                    throw new ClusterException(cluster, problem!);
                }

                // Changes that occur while facts are read also wake the request.
                await (changedDuringRead.IsCompleted ? changedDuringRead : changed).OrCancelled(linkedSource.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ClusterException(cluster, FindShortage(request, nodes()));
        }
    }

    public bool IsAcquired(string node)
    {
        lock (_gate)
        {
            return _acquired.Contains(node);
        }
    }

    private void Start(string job, string cluster)
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

    private ValueList<string>? TryAcquire(PartitionRequest request, IReadOnlyList<Node> nodes, out Problem? problem, out Task changed)
    {
        Node[] fitting = [.. nodes.Where(request.Accepts)];
        lock (_gate)
        {
            changed = _changed.Task;
            string[] free = InOrder(request, SelectFree(fitting));
            if (free.Length < request.NodeCount)
            {
                problem = CreateProblem(request, nodes, fitting, free.Length);
                return null;
            }

            problem = null;
            ValueList<string> acquired = free.Take(request.NodeCount).ToValueList();
            _acquired.UnionWith(acquired);
            return acquired;
        }
    }

    private Problem FindShortage(PartitionRequest request, IReadOnlyList<Node> nodes)
    {
        Node[] fitting = [.. nodes.Where(request.Accepts)];
        lock (_gate)
        {
            return CreateProblem(request, nodes, fitting, InOrder(request, SelectFree(fitting)).Length);
        }
    }

    private string[] SelectFree(IEnumerable<Node> fitting) =>
        [.. fitting.Where(IsReady).Select(node => node.Name).Where(name => !_acquired.Contains(name))];

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
        [
            .. (request.Best.Count == 0 ? free : request.Best.Intersect(free, StringComparer.Ordinal)).Except(
                request.Busy,
                StringComparer.Ordinal
            ),
        ];

    private static Problem CreateProblem(PartitionRequest request, IReadOnlyList<Node> nodes, Node[] fitting, int free) =>
        ClusterProblems.TooFewNodes(
            request,
            free: free,
            fitting: fitting.Count(IsReady),
            all: nodes.Count(IsReady),
            knownCount: fitting.Length
        );

    private static bool IsReady(Node node) => node.State == NodeState.Ready;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Adds the required facts of nodes to a request before nodes are selected.</summary>
internal delegate Task<PartitionRequest> RequestResolver(
    PartitionRequest request,
    IReadOnlyList<Node> nodes,
    CancellationToken cancellationToken
);
