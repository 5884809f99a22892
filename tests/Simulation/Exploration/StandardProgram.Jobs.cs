namespace Exploration.Tests;

/// <content>Jobs on partitions.</content>
internal sealed partial class StandardProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private readonly HashSet<string> _nodesInUse = new(StringComparer.Ordinal);
    private int _commands;

    private async Task UsePartitionsAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        _nodesInUse.Clear();
        await Task.WhenAll(Enumerable.Range(1, 3).Select(number => WorkAsync(cluster, $"job-{number}", 1, cancellationToken)));
        int ready = cluster.Nodes.Count(node => node.State == NodeState.Ready);
        if (ready == 0)
        {
            return;
        }

        try
        {
            await using Partition all = await cluster.AcquirePartitionAsync("all", ready, cancellationToken);
        }
        catch (ClusterException exception) when (exception.Code == ProblemCode.PartitionUnavailable)
        {
            _witness.Require(
                cluster.Nodes.Count(node => node.State == NodeState.Ready) < ready,
                "nodes of partitions that ended are not free"
            );
        }
    }

    private async Task WorkAsync(Cluster cluster, string job, int nodes, CancellationToken cancellationToken)
    {
        try
        {
            await using Partition partition = await cluster.AcquirePartitionAsync(
                new PartitionRequest(job, nodes) { Timeout = Patience },
                cancellationToken
            );
            foreach (Node node in partition.Nodes)
            {
                _witness.Require(_nodesInUse.Add(node.Name), $"{node.Name} belongs to two partitions");
            }

            await foreach (NodeResult result in partition.Nodes.RunAsync(["once", $"{++_commands}"], cancellationToken))
            {
                Judge(result);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), cluster.Provider.Clock, cancellationToken);
            _nodesInUse.ExceptWith(partition.Nodes.Select(node => node.Name));
        }
        catch (ClusterException exception) when (exception.Code == ProblemCode.PartitionUnavailable)
        {
            // Nodes may be unavailable for a long time.
        }
    }

    private void Judge(NodeResult result)
    {
        if (result.Result is { } ended)
        {
            _witness.Require(ended.ExitCode == 0, $"{result.Node.Name} ran a command twice: {ended.Output}");
        }
    }
}
