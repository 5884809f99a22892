namespace Scalewright.Clusters;

/// <summary>Who has which node. Thread-safe; those who wait are served in the order they came.</summary>
internal sealed class PartitionTable(PlantedDefects planted)
{
    private readonly Lock _gate = new();
    private readonly AsyncGate _turns = new();
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private TaskCompletionSource _released = NewSignal();

    public async Task<ValueList<string>> TakeAsync(
        PartitionRequest request, Func<IReadOnlyList<Node>> candidates, TimeProvider clock, string cluster, CancellationToken cancellationToken)
    {
        if (request.Patience <= TimeSpan.Zero)
        {
            return TryTake(request, candidates(), out Problem? missing, out _) ?? throw new ClusterException(cluster, missing!);
        }

        using CancellationTokenSource patience = new(request.Patience, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        Problem? problem = null;
        try
        {
            using IDisposable turn = await _turns.EnterAsync(either.Token);
            while (true)
            {
                if (TryTake(request, candidates(), out problem, out Task released) is { } nodes)
                {
                    return nodes;
                }

                await released.OrCancelled(either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ClusterException(cluster, problem ?? ClusterProblems.TooFewNodes(request.Name, request.NodeCount, 0, candidates().Count(request.Accepts), candidates().Count));
        }
    }

    public bool IsTaken(string node)
    {
        lock (_gate)
        {
            return _taken.Contains(node);
        }
    }

    public void Release(ValueList<string> nodes)
    {
        TaskCompletionSource released;
        lock (_gate)
        {
            _taken.ExceptWith(planted.HasFlag(PlantedDefects.KeepsPartitions) ? [] : nodes);
            (released, _released) = (_released, NewSignal());
        }

        released.SetResult();
    }

    private ValueList<string>? TryTake(PartitionRequest request, IReadOnlyList<Node> candidates, out Problem? problem, out Task released)
    {
        Node[] fitting = [.. candidates.Where(request.Accepts)];
        lock (_gate)
        {
            released = _released.Task;
            string[] free = [.. fitting.Select(node => node.Name).Where(name => !_taken.Contains(name) || planted.HasFlag(PlantedDefects.GivesNodesTwice))];
            if (free.Length < request.NodeCount)
            {
                problem = ClusterProblems.TooFewNodes(request.Name, request.NodeCount, free.Length, fitting.Length, candidates.Count);
                return null;
            }

            problem = null;
            ValueList<string> nodes = free.Take(request.NodeCount).ToValueList();
            _taken.UnionWith(nodes);
            return nodes;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
