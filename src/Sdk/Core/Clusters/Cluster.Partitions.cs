using Scalewright.Clusters.Selection;
using Scalewright.Clusters.Telemetry;

namespace Scalewright.Clusters;

/// <content>Partitions: nodes that are reserved for one job.</content>
public sealed partial class Cluster
{
    /// <summary>Reserves nodes exclusively for one job until the partition is disposed.</summary>
    /// <param name="name">Name of the job, unique among current jobs.</param>
    /// <param name="nodes">Number of nodes, 1 or more. Any ready nodes are used.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ClusterException">Too few nodes are free, or another job of this name has nodes or waits for
    /// nodes.</exception>
    /// <exception cref="ArgumentException">The name is empty, too long or contains nonprintable characters, the number
    /// is below 1, or the timeout is negative.</exception>
    /// <exception cref="ObjectDisposedException">The cluster was disposed, possibly during the wait.</exception>
    public Task<Partition> AcquirePartitionAsync(string name, int nodes, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(nodes, 1);
        return AcquirePartitionAsync(new PartitionRequest(name, nodes), cancellationToken);
    }

    /// <inheritdoc cref="AcquirePartitionAsync(string, int, CancellationToken)"/>
    /// <param name="request">Requirements of the job.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<Partition> AcquirePartitionAsync(PartitionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrWhiteSpace(request.Name, nameof(request));
        string shown = TextEscaping.Escape(request.Name);
        if (shown != request.Name)
        {
            throw new ArgumentException(
                $"'{shown}' is not a valid partition name; use up to {TextEscaping.MaxLength} printable characters.",
                nameof(request)
            );
        }

        if (request.NodeCount < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(request),
                request.NodeCount,
                $"Partition '{request.Name}' has a {nameof(PartitionRequest.NodeCount)} below 1; use 1 or more."
            );
        }

        if (request.Timeout < TimeSpan.Zero && request.Timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(
                nameof(request),
                request.Timeout,
                $"Partition '{request.Name}' has a negative "
                    + $"{nameof(PartitionRequest.Timeout)}; use 0 or more, or Timeout.InfiniteTimeSpan."
            );
        }

        ThrowIfDisposed();
        ValueList<string> acquired = await _partitions.AcquireAsync(
            request,
            () => Nodes,
            AddFactsAsync,
            Provider.Clock,
            Name,
            cancellationToken
        );
        await RecordAsync(request.Name, acquired, cancellationToken);
        HashSet<string> names = new(acquired, StringComparer.Ordinal);
        PartitionLease lease = new(request.Name, () => ReleaseAsync(request.Name, acquired));
        NodeSet nodes = Nodes.Where(node => names.Contains(node.Name)).HeldBy(lease);
        _events.Publish(ClusterEventKind.PartitionAcquired, request.Name, string.Join(", ", acquired));
        Instruments.CountPartition(Name, 1, acquired.Count);
        return new Partition(request.Name, nodes, lease);
    }

    /// <summary>
    /// Adds the busy nodes to a request and, if it has a selector, the nodes that match by their facts.
    /// </summary>
    private async Task<PartitionRequest> AddFactsAsync(
        PartitionRequest request,
        IReadOnlyList<Node> nodes,
        CancellationToken cancellationToken
    )
    {
        PartitionRequest requestWithBusy = request with { Busy = BusyNodes() };
        if (request.Selector is not { } selector)
        {
            return requestWithBusy;
        }

        NodeSet ready = new(nodes.Where(node => node.State == NodeState.Ready && request.AcceptsWithoutFacts(node)), this);
        ValueList<NodeFacts> facts = await ready.ReadFactsAsync(cancellationToken);
        ValueMap<string> mismatches = selector.SelectPresent(facts).Mismatches;
        int fitting = facts.Count - mismatches.Count;
        return requestWithBusy with { Mismatches = mismatches, Best = fitting == 0 ? [] : selector.SelectPresent(facts, fitting).Selected };
    }

    private async ValueTask ReleaseAsync(string name, ValueList<string> acquired)
    {
        try
        {
            await RemoveRecordAsync(name);
        }
        finally
        {
            _partitions.Release(name, acquired);
            Instruments.CountPartition(Name, -1, acquired.Count);
            _events.Publish(ClusterEventKind.PartitionReleased, name, string.Join(", ", acquired));
        }
    }
}
