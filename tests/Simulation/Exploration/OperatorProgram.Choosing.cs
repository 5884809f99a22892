using Scalewright.Clusters.Selection;

namespace Exploration.Tests;

/// <content>Nodes selected by facts, partitions of a cluster, and commands on all nodes.</content>
internal sealed partial class OperatorProgram
{
    /// <summary>
    /// Conditions and the nodes they match. Facts of the nodes: memory 1024, 2048, 4096; tags ssd, ssd and gpu, none;
    /// gpu false, true, absent; arch x86, arm, known to be empty.
    /// </summary>
    private static readonly (string Key, FactOperator How, FactValue Asked, string Fits)[] Conditions =
    [
        ("memory", FactOperator.LessThan, FactValue.From(2048), "1"),
        ("memory", FactOperator.LessThanOrEqual, FactValue.From(2048), "12"),
        ("memory", FactOperator.Equal, FactValue.From(2048), "2"),
        ("memory", FactOperator.NotEqual, FactValue.From(2048), "13"),
        ("memory", FactOperator.GreaterThanOrEqual, FactValue.From(2048), "23"),
        ("memory", FactOperator.GreaterThan, FactValue.From(2048), "3"),
        ("memory", FactOperator.GreaterThan, FactValue.From("2048"), ""),
        ("memory", FactOperator.Contains, FactValue.From(4), ""),
        ("memory", FactOperator.In, FactValue.FromList(FactValue.From(1024), FactValue.From(4096)), "13"),
        ("memory", FactOperator.In, FactValue.From(1024), ""),
        ("arch", FactOperator.LessThan, FactValue.From("b"), "2"),
        ("arch", FactOperator.Contains, FactValue.From("8"), "1"),
        ("arch", FactOperator.Contains, FactValue.From(8), ""),
        ("arch", FactOperator.NotContains, FactValue.From("8"), "2"),
        ("arch", FactOperator.Equal, FactValue.From(null), "3"),
        ("arch", FactOperator.Exists, FactValue.Null, "123"),
        ("tags", FactOperator.Contains, FactValue.From("ssd"), "12"),
        ("tags", FactOperator.Contains, FactValue.FromList("ssd", "gpu"), "2"),
        ("tags", FactOperator.NotContains, FactValue.From("ssd"), "3"),
        ("tags", FactOperator.GreaterThan, FactValue.FromList("ssd"), "2"),
        ("tags", FactOperator.LessThan, FactValue.FromList("sse"), "123"),
        ("gpu", FactOperator.Equal, FactValue.From(true), "2"),
        ("gpu", FactOperator.LessThan, FactValue.From(true), ""),
        ("gpu", FactOperator.Exists, FactValue.Null, "12"),
        ("rack", FactOperator.Exists, FactValue.Null, ""),
    ];

    private async Task ChooseNodesAsync(CancellationToken cancellationToken)
    {
        await using Cluster cluster = await MakeAsync(Sized(NewName(), 3), cancellationToken);
        NodeCandidate[] candidates = [.. cluster.Nodes.Select(node => new NodeCandidate(node.Name, FactsOf(node.Spec)))];
        foreach ((string key, FactOperator how, FactValue asked, string fits) in Conditions)
        {
            NodeSelection selection = NodeSelector.Where(key, how, asked).Select(candidates);
            string fitting = string.Concat(
                candidates.Where(candidate => !selection.Mismatches.ContainsKey(candidate.Name)).Select(candidate => candidate.Name[^1])
            );
            Require(
                fitting == fits,
                $"{key} {how} {asked}: '{fitting}' fit, not '{fits}': {string.Join("; ", selection.Mismatches.Values)}"
            );
            Require(selection.Selected.Count == (fits.Length > 0 ? 1 : 0), $"{key} {how} {asked} selects {selection.Selected.Count}");
        }

        NodeSelection tightest = NodeSelector
            .Where("memory", FactOperator.Exists, FactValue.Null)
            .OrderBy("size")
            .Select(candidates, count: 3);
        Require(
            string.Concat(tightest.Selected.Select(name => name[^1])) == "213",
            $"the tightest come first, and who does not tell comes last: {string.Join(", ", tightest.Selected)}"
        );
        RefusedBy<ArgumentOutOfRangeException>(() => FactValue.From(double.NaN), "a fact that is not a number");
        RefusedBy<ArgumentOutOfRangeException>(
            () => NodeSelector.Where("memory", FactOperator.Exists, FactValue.Null).Select(candidates, count: 0),
            "no node"
        );
        await cluster.DestroyAsync(cancellationToken);
    }

    private static ValueMap<FactValue> FactsOf(NodeSpec node)
    {
        string tags = node.Labels["tags"];
        ValueMap<FactValue> facts = ValueMap<FactValue>
            .Empty.With("memory", FactValue.From(node.Hardware.MemoryMiB))
            .With("tags", FactValue.FromList(tags.Split(',', StringSplitOptions.RemoveEmptyEntries)))
            .With(
                "arch",
                FactValue.From(
                    node.Number switch
                    {
                        1 => "x86",
                        2 => "arm",
                        _ => null,
                    }
                )
            )
            .With("size", node.Number == 3 ? FactValue.From("unknown") : FactValue.From(-node.Number));
        return node.Number == 3 ? facts : facts.With("gpu", FactValue.From(tags.Contains("gpu", StringComparison.Ordinal)));
    }

    private async Task ShareNodesAsync(CancellationToken cancellationToken)
    {
        await using Cluster cluster = await MakeAsync(Sized(NewName(), 3), cancellationToken);
        NodeSet left = cluster.Nodes.WithLabel("side", "left");
        Require(
            left.Select(node => node.Name).SequenceEqual(["web-2"], StringComparer.Ordinal)
                && cluster.Nodes.WithLabel("side").Count == 3
                && cluster.Nodes.WithLabel("rack").Count == 0,
            "labels find the wrong nodes"
        );
        Require(
            cluster.Nodes.InGroup("web").Count == 3 && cluster.Nodes["WEB-2"].Name == "web-2" && cluster.Nodes[0].Name == "web-1",
            "a node is not found by its name"
        );
        CheckMissing(cluster.Nodes);
        CheckMissing(left);
        CheckMissing(cluster.Nodes.Where(_ => false));
        RefusedBy<KeyNotFoundException>(() => _ = cluster.Nodes.InGroup("none"), "a group that there is not");

        PartitionRequest right = new("right", 2)
        {
            Labels = ValueMap<string>.Empty.With("side", "right"),
            Predicate = node => node.Spec.Number > 0,
            Timeout = TimeSpan.FromMinutes(10),
        };
        await using (Partition job = await cluster.AcquirePartitionAsync(right, cancellationToken))
        {
            Require(
                job.Nodes.Select(node => node.Name).SequenceEqual(["web-1", "web-3"], StringComparer.Ordinal),
                $"the job has {string.Join(", ", job.Nodes)}"
            );
            await RefusedAsync<ClusterException>(
                () => cluster.AcquirePartitionAsync(right, cancellationToken),
                "a second job of the same name"
            );
            await RefusedAsync<ClusterException>(
                () => cluster.AcquirePartitionAsync(right with { Name = "more", NodeCount = 3 }, cancellationToken),
                "waiting for more nodes than there are"
            );
            await RefusedAsync<ClusterException>(
                () =>
                    cluster.AcquirePartitionAsync(
                        new PartitionRequest("rest", 2) { Timeout = TimeSpan.FromSeconds(30) },
                        cancellationToken
                    ),
                "more nodes than are free"
            );
            await RefusedAsync<ClusterException>(
                () => cluster.AcquirePartitionAsync(new PartitionRequest("none", 1) { Predicate = _ => false }, cancellationToken),
                "nodes that nobody is"
            );
            await RefusedAsync<ClusterException>(
                () => cluster.AcquirePartitionAsync("all", 4, cancellationToken),
                "more nodes than there are"
            );
            await RefusedAsync<ArgumentException>(
                () => cluster.AcquirePartitionAsync(new PartitionRequest("few", 0), cancellationToken),
                "no node"
            );
            await RefusedAsync<ArgumentException>(
                () =>
                    cluster.AcquirePartitionAsync(
                        new PartitionRequest("hasty", 1) { Timeout = -TimeSpan.FromSeconds(2) },
                        cancellationToken
                    ),
                "less patience than none"
            );
            using CancellationTokenSource soon = new(TimeSpan.FromSeconds(5), place.Clock);
            await RefusedAsync<OperationCanceledException>(
                () => cluster.AcquirePartitionAsync(right with { Name = "waits", Timeout = Timeout.InfiniteTimeSpan }, soon.Token),
                "a wait that was cancelled"
            );
            await job.DisposeAsync();
            await RefusedAsync<ObjectDisposedException>(() => Task.FromResult(job.Nodes.Count), "a partition that was given back");
        }

        await RunOnAllAsync(cluster, cancellationToken);
        await cluster.DestroyAsync(cancellationToken);
        await RefusedAsync<ClusterException>(
            () => cluster.AcquirePartitionAsync("nobody", 1, cancellationToken),
            "a node of a cluster that has none"
        );
    }

    private async Task RunOnAllAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        using CancellationTokenSource soon = new(TimeSpan.FromSeconds(2), place.Clock);
        int heard = 0;
        try
        {
            await foreach (NodeResult result in cluster.Nodes.RunAsync(["sleep", "60"], soon.Token))
            {
                heard += result.Succeeded ? 1 : 0;
            }
        }
        catch (OperationCanceledException) when (soon.IsCancellationRequested)
        {
            Require(heard == 0, "a command of a minute ended within seconds");
        }

        await foreach (NodeResult result in cluster.Nodes.RunAsync(["hostname"], cancellationToken))
        {
            Require(
                !result.Succeeded || result.Result!.Output.Trim() == result.Node.Name,
                $"{result.Node} says that it is {result.Result?.Output}"
            );
        }
    }

    private static void CheckMissing(NodeSet nodes)
    {
        RefusedBy<KeyNotFoundException>(() => _ = nodes["web-22"], "a node that there is not");
        RefusedBy<KeyNotFoundException>(() => _ = nodes["zzzzzzzzzzzz"], "a node that there is not");
        RefusedBy<ArgumentOutOfRangeException>(() => _ = nodes[nodes.Count], "a node behind the last one");
        RefusedBy<ArgumentOutOfRangeException>(() => _ = nodes[-1], "a node before the first one");
    }
}
