using Scalewright.Clusters.Selecting;

namespace Exploration.Tests;

internal sealed partial class OperatorProgram
{
    /// <summary>
    /// Conditions and the nodes they match. Facts of the nodes: memory 1024, 2048, 4096; tags ssd, ssd and gpu, none;
    /// gpu false, true, absent; arch x86, arm, known to be empty.
    /// </summary>
    private static readonly (string Key, FactOperator How, FactValue Asked, string Fits)[] Conditions =
    [
        ("memory", FactOperator.Less, FactValue.Of(2048), "1"),
        ("memory", FactOperator.LessOrEqual, FactValue.Of(2048), "12"),
        ("memory", FactOperator.Equal, FactValue.Of(2048), "2"),
        ("memory", FactOperator.NotEqual, FactValue.Of(2048), "13"),
        ("memory", FactOperator.GreaterOrEqual, FactValue.Of(2048), "23"),
        ("memory", FactOperator.Greater, FactValue.Of(2048), "3"),
        ("memory", FactOperator.Greater, FactValue.Of("2048"), ""),
        ("memory", FactOperator.Contains, FactValue.Of(4), ""),
        ("memory", FactOperator.In, FactValue.OfList(FactValue.Of(1024), FactValue.Of(4096)), "13"),
        ("memory", FactOperator.In, FactValue.Of(1024), ""),
        ("arch", FactOperator.Less, FactValue.Of("b"), "2"),
        ("arch", FactOperator.Contains, FactValue.Of("8"), "1"),
        ("arch", FactOperator.Contains, FactValue.Of(8), ""),
        ("arch", FactOperator.NotContains, FactValue.Of("8"), "2"),
        ("arch", FactOperator.Equal, FactValue.Of(null), "3"),
        ("arch", FactOperator.Exists, FactValue.Nothing, "123"),
        ("tags", FactOperator.Contains, FactValue.Of("ssd"), "12"),
        ("tags", FactOperator.Contains, FactValue.OfList("ssd", "gpu"), "2"),
        ("tags", FactOperator.NotContains, FactValue.Of("ssd"), "3"),
        ("tags", FactOperator.Greater, FactValue.OfList("ssd"), "2"),
        ("tags", FactOperator.Less, FactValue.OfList("sse"), "123"),
        ("gpu", FactOperator.Equal, FactValue.Of(true), "2"),
        ("gpu", FactOperator.Less, FactValue.Of(true), ""),
        ("gpu", FactOperator.Exists, FactValue.Nothing, "12"),
        ("rack", FactOperator.Exists, FactValue.Nothing, ""),
    ];

    private async Task ChooseNodesAsync(CancellationToken cancellationToken)
    {
        await using Cluster cluster = await MakeAsync(Sized(NewName(), 3), cancellationToken);
        NodeCandidate[] candidates = [.. cluster.Nodes.Select(node => new NodeCandidate(node.Name, FactsOf(node.Spec)))];
        foreach ((string key, FactOperator how, FactValue asked, string fits) in Conditions)
        {
            NodeSelection selection = NodeSelector.Where(key, how, asked).Select(candidates);
            string fitting = string.Concat(candidates.Where(candidate => !selection.Misfits.ContainsKey(candidate.Name)).Select(candidate => candidate.Name[^1]));
            Require(fitting == fits, $"{key} {how} {asked}: '{fitting}' fit, not '{fits}': {string.Join("; ", selection.Misfits.Values)}");
            Require(selection.Selected.Count == (fits.Length > 0 ? 1 : 0), $"{key} {how} {asked} selects {selection.Selected.Count}");
        }

        NodeSelection tightest = NodeSelector.Where("memory", FactOperator.Exists, FactValue.Nothing).Tightest("size").Select(candidates, count: 3);
        Require(string.Concat(tightest.Selected.Select(name => name[^1])) == "213", $"the tightest come first, and who does not tell comes last: {string.Join(", ", tightest.Selected)}");
        RefusedBy<ArgumentOutOfRangeException>(() => FactValue.Of(double.NaN), "a fact that is not a number");
        RefusedBy<ArgumentOutOfRangeException>(() => NodeSelector.Where("memory", FactOperator.Exists, FactValue.Nothing).Select(candidates, count: 0), "no node");
        await cluster.DestroyAsync(cancellationToken);
    }

    private static ValueMap<FactValue> FactsOf(NodeSpec node)
    {
        string tags = node.Labels["tags"];
        ValueMap<FactValue> facts = ValueMap<FactValue>.Empty
            .With("memory", FactValue.Of(node.Hardware.MemoryMiB))
            .With("tags", FactValue.OfList(tags.Split(',', StringSplitOptions.RemoveEmptyEntries)))
            .With("arch", FactValue.Of(node.Number switch { 1 => "x86", 2 => "arm", _ => null }))
            .With("size", node.Number == 3 ? FactValue.Of("unknown") : FactValue.Of(-node.Number));
        return node.Number == 3 ? facts : facts.With("gpu", FactValue.Of(tags.Contains("gpu", StringComparison.Ordinal)));
    }

    private async Task ShareNodesAsync(CancellationToken cancellationToken)
    {
        await using Cluster cluster = await MakeAsync(Sized(NewName(), 3), cancellationToken);
        NodeSet left = cluster.Nodes.WithLabel("side", "left");
        Require(left.Select(node => node.Name).SequenceEqual(["web-2"], StringComparer.Ordinal) && cluster.Nodes.WithLabel("side").Count == 3 && cluster.Nodes.WithLabel("rack").Count == 0, "labels find the wrong nodes");
        Require(cluster.Nodes.InGroup("web").Count == 3 && cluster.Nodes["WEB-2"].Name == "web-2" && cluster.Nodes[0].Name == "web-1", "a node is not found by its name");
        CheckMissing(cluster.Nodes);
        CheckMissing(left);
        CheckMissing(cluster.Nodes.InGroup("none"));

        PartitionRequest right = new("right", 2) { Labels = ValueMap<string>.Empty.With("side", "right"), Fits = node => node.Spec.Number > 0, Patience = TimeSpan.FromMinutes(10) };
        await using (Partition job = await cluster.PartitionAsync(right, cancellationToken))
        {
            Require(job.Nodes.Select(node => node.Name).SequenceEqual(["web-1", "web-3"], StringComparer.Ordinal), $"the job has {string.Join(", ", job.Nodes)}");
            await RefusedAsync<ClusterException>(() => cluster.PartitionAsync(right, cancellationToken), "a second job of the same name");
            await RefusedAsync<ClusterException>(() => cluster.PartitionAsync(right with { Name = "more", NodeCount = 3 }, cancellationToken), "waiting for more nodes than there are");
            await RefusedAsync<ClusterException>(() => cluster.PartitionAsync(new PartitionRequest("rest", 2) { Patience = TimeSpan.FromSeconds(30) }, cancellationToken), "more nodes than are free");
            await RefusedAsync<ClusterException>(() => cluster.PartitionAsync(new PartitionRequest("none", 1) { Fits = _ => false }, cancellationToken), "nodes that nobody is");
            await RefusedAsync<ClusterException>(() => cluster.PartitionAsync("all", 4, cancellationToken), "more nodes than there are");
            await RefusedAsync<ArgumentException>(() => cluster.PartitionAsync(new PartitionRequest("few", 0), cancellationToken), "no node");
            await RefusedAsync<ArgumentException>(() => cluster.PartitionAsync(new PartitionRequest("hasty", 1) { Patience = -TimeSpan.FromSeconds(2) }, cancellationToken), "less patience than none");
            using CancellationTokenSource soon = new(TimeSpan.FromSeconds(5), place.Clock);
            await RefusedAsync<OperationCanceledException>(() => cluster.PartitionAsync(right with { Name = "waits", Patience = Timeout.InfiniteTimeSpan }, soon.Token), "a wait that was cancelled");
            await job.DisposeAsync();
            await RefusedAsync<ObjectDisposedException>(() => Task.FromResult(job.Nodes.Count), "a partition that was given back");
        }

        await RunOnAllAsync(cluster, cancellationToken);
        await cluster.DestroyAsync(cancellationToken);
        await RefusedAsync<ClusterException>(() => cluster.PartitionAsync("nobody", 1, cancellationToken), "a node of a cluster that has none");
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
            Require(!result.Succeeded || result.Result!.Output.Trim() == result.Node.Name, $"{result.Node} says that it is {result.Result?.Output}");
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
