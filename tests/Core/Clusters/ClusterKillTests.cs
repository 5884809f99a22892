using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

/// <summary>A cluster whose program is killed. <c>SCALEWRIGHT_KILL_COUNT</c> sets the number of random kills.</summary>
public sealed class ClusterKillTests : IDisposable
{
    private const int KillsPerWorld = 10;

    // Enough work for minutes, because the kill may be delayed by seconds.
    private const int CyclesMax = 2000;

    // The program is killed when it first passes the kill point; a full campaign also kills it at the third pass.
    private static readonly int[] Passes = Campaign.IsFull ? [1, 3] : [1];
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Moments => [.. KillPoint.OfFiles, "provider.before", "provider.after"];

    public void Dispose() => _folder.Dispose();

    [Theory, Trait(Category.Name, Category.Campaign), MemberData(nameof(Moments))]
    public async Task F_PROC_01_a_cluster_killed_at_any_kill_point_reopens_without_lost_or_leaked_resources(string moment)
    {
        World world = new(_folder);
        foreach (int pass in Passes)
        {
            using ClusterHost host = ClusterHost.Start(["scale", world.State, world.Folder, "5", "8", "3", "0"], $"{moment}:{pass}");
            int exit = await host.WaitForExitAsync();

            exit.ShouldBeOneOf(pass == 1 ? [137] : [137, 0], $"the moment {moment} was not passed");
            await CheckAsync(world, host);
        }

        await DestroyAsync(world);
    }

    [Fact]
    public async Task F_PROC_02_a_cluster_killed_at_a_random_time_reopens_without_lost_or_leaked_resources()
    {
        int kills = Campaign.Count("SCALEWRIGHT_KILL_COUNT", 5, 100);
        Random chance = new(20260704);
        string[] sizes = [.. Enumerable.Repeat(new[] { "5", "8", "3", "0" }, CyclesMax).SelectMany(cycle => cycle)];
        int acknowledgements = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            World world = new(_folder.At($"state-{kill / KillsPerWorld}"), _folder.At($"world-{kill / KillsPerWorld}"));
            using ClusterHost host = ClusterHost.Start(["scale", world.State, world.Folder, .. sizes]);
            await KillAtRandomAsync(host, chance);
            acknowledgements += host.Lines.Count(line => line.StartsWith("size", StringComparison.Ordinal));
            await CheckAsync(world, host);
            if (kill % KillsPerWorld == KillsPerWorld - 1)
            {
                await DestroyAsync(world);
            }
        }

        acknowledgements.ShouldBeGreaterThan(kills / 2);
    }

    // A quarter of the kills hit the start and the opening; the others hit a running program, which writes two lines
    // for each size.
    private static async Task KillAtRandomAsync(ClusterHost host, Random chance)
    {
        long wait = chance.NextInt64(TimeSpan.TicksPerMillisecond * 250);
        if (chance.Next(4) > 0)
        {
            await host.WaitForLinesAsync(1 + chance.Next(12));
            wait /= 10;
        }

        await Task.Delay(TimeSpan.FromTicks(wait), TimeProvider.System);
        host.Kill();
        (await host.WaitForExitAsync()).ShouldBe(137);
    }

    /// <summary>INV-1 to INV-3: the state matches the provider and the last acknowledged or requested size.</summary>
    private static async Task CheckAsync(World world, ClusterHost host)
    {
        LiveCluster cluster;
        try
        {
            cluster = await LiveCluster.OpenAsync(world.State, world.Place, World.Settings);
        }
        catch (ClusterException exception) when (exception.Code == ProblemCode.ClusterNotFound)
        {
            // Killed before the state was created: nothing was started or acknowledged.
            (host.Last("size"), (await world.InventoryAsync()).Length).ShouldBe((null, 0));
            return;
        }

        await using (cluster)
        {
            Topology there = await cluster.ObserveAsync();
            World.Words(there).ShouldBe(await world.InventoryAsync());
            if (host.Last("size") is { } acknowledged)
            {
                string.Join(',', World.Words(cluster.Topology)).ShouldBeOneOf(Expected(acknowledged), Expected(host.Last("want")!.Value));
            }

            PlanReport report = await cluster.RepairAsync();
            report.Problems.ShouldBeEmpty();
            World.Words(cluster.Topology).ShouldBe(await world.InventoryAsync());
        }
    }

    private static string Expected(int size) => size == 0 ? "" : string.Join(',', World.Words(World.Sized(size)));

    private static async Task DestroyAsync(World world)
    {
        await using (LiveCluster cluster = await world.ProvisionAsync(2))
        {
            await cluster.DestroyAsync();
        }

        (await world.InventoryAsync()).ShouldBeEmpty();
    }
}
