using System.Collections.Concurrent;
using Scalewright.Providers.Simulation.HighAvailability.Scores;
using Tests.Shared;

namespace Simulation.Tests.HighAvailability.Pacemaker;

/// <summary>Our scores against Pacemaker's own scheduler, on clusters that nobody wrote down.</summary>
public class CrmSimulateTests
{
    private const int Clusters = 500;
    private const int Workers = 2;

    /// <summary>The approved list has a line for each cluster that differs, with the reason behind it; a difference without a line fails.</summary>
    [SimulateFact]
    public async Task Random_clusters_are_placed_as_Pacemaker_places_them()
    {
        using TemporaryFolder folder = new();
        ConcurrentQueue<int> seeds = new(Enumerable.Range(0, Clusters));
        ConcurrentBag<(int Seed, string Text)> different = [];

        await Task.WhenAll(Enumerable.Range(0, Workers).Select(async worker =>
        {
            string own = Directory.CreateDirectory(folder.At($"worker-{worker}")).FullName;
            while (seeds.TryDequeue(out int seed))
            {
                if (await OracleRun.DifferenceAsync(seed, own) is { } difference)
                {
                    different.Add((seed, difference));
                }
            }
        }));

        string[] lines = [.. different.OrderBy(one => one.Seed).Select(one => $"{one.Seed}: {one.Text}")];
        Approved.Check($"{Clusters} clusters, {lines.Length} different\n{string.Join('\n', lines)}", "CrmSimulate");
    }

    [Fact]
    public void The_same_seed_draws_the_same_cluster()
    {
        RandomCluster one = RandomCluster.Of(7);
        RandomCluster other = RandomCluster.Of(7);

        (one.Configuration, one.Steps).ShouldBe((other.Configuration, other.Steps));
        Enumerable.Range(0, Clusters).Select(seed => RandomCluster.Of(seed).Configuration).Distinct().Count().ShouldBe(Clusters);
    }

    /// <summary>What the comparison is worth: the clusters have every kind of resource, rule and event.</summary>
    [Fact]
    public void The_clusters_have_all_that_the_model_has()
    {
        RandomCluster[] all = [.. Enumerable.Range(0, Clusters).Select(RandomCluster.Of)];
        ScoreResource[] resources = [.. all.SelectMany(cluster => cluster.Configuration.Resources)];

        resources.ShouldContain(resource => resource.IsFenceDevice);
        resources.ShouldContain(resource => resource.Members.Count > 1);
        resources.Count(resource => resource.CopyOf != null && resource.Meta.ContainsKey("interleave")).ShouldBeGreaterThan(100);
        all.Count(cluster => cluster.Configuration.Colocations.Any(one => one.Value == Score.Infinity)).ShouldBeGreaterThan(50);
        all.Count(cluster => cluster.Configuration.Orders.Count > 0).ShouldBeGreaterThan(100);
        all.SelectMany(cluster => cluster.Steps).SelectMany(step => step).Select(happening => happening.Kind).Distinct().Order().ShouldBe(
        [
            ScoreEventKind.NodeUp, ScoreEventKind.NodeDown, ScoreEventKind.NodeFail, ScoreEventKind.Standby, ScoreEventKind.Quorum, ScoreEventKind.SetMeta,
            ScoreEventKind.SetOption, ScoreEventKind.AddLocation, ScoreEventKind.MonitorFailure,
        ]);
    }
}
