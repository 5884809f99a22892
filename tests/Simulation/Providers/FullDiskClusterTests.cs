namespace Simulation.Tests.Providers;

/// <summary>Programs on a full disk create no resource that they cannot record.</summary>
public class FullDiskClusterTests
{
    private const string Folder = "/state/demo";
    private const int Nodes = 12;
    private const int Programs = 5;
    private const long Capacity = 1L << 30;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_DISK_19_a_cluster_on_a_full_disk_can_be_destroyed_after_five_killed_programs()
    {
        int refused = 0;
        for (int seed = 0; seed < 25; seed++)
        {
            Random random = new(seed);
            await using SimulationProvider provider = new() { Seed = seed };
            await provider.RunAsync(async token =>
            {
                await using Cluster cluster = await Builder(provider).ProvisionAsync(token);
                provider.Inject(new ChangeDisk(DiskModel.Default with { CapacityBytes = Capacity }));
                long used = Capacity - provider.FileSystem.GetFreeBytes("/");
                provider.Inject(new ChangeDisk(DiskModel.Default with { CapacityBytes = used + random.Next(2000) }));
            });

            for (int program = 0; program < Programs; program++)
            {
                TimeSpan end = TimeSpan.FromMilliseconds(random.Next(1, 1500));
                KillController kill = new() { IsPowerLoss = random.Next(2) == 0 };
                await Should.ThrowAsync<ControllerKilledException>(() =>
                    provider.RunAsync(token => WorkAsync(provider, kill, end, () => refused++, token))
                );
            }

            await provider.RunAsync(async token =>
            {
                await using Cluster cluster = await Cluster.OpenAsync(Folder, provider, token);
                cluster.Nodes.Count.ShouldBeLessThanOrEqualTo(Nodes);
                (await cluster.DestroyAsync(token)).Succeeded.ShouldBeTrue($"seed {seed}");
            });
            await provider.RunAsync(async token => (await provider.ObserveAsync(null, token)).ShouldBeEmpty($"seed {seed}"));
            provider.FileSystem.List(Folder).ShouldNotContain(name => name.EndsWith(".tmp", StringComparison.Ordinal), $"seed {seed}");
        }

        refused.ShouldBeGreaterThan(25);
    }

    // Opens the cluster; then tries to scale out and scales in by one node until it is killed.
    private static async Task WorkAsync(
        SimulationProvider provider,
        KillController kill,
        TimeSpan end,
        Action onRefused,
        CancellationToken cancellationToken
    )
    {
        Task killing = KillAsync(provider, kill, end, cancellationToken);
        await using Cluster cluster = await Cluster.OpenAsync(Folder, provider, cancellationToken);
        while (true)
        {
            try
            {
                await cluster.ApplyAsync(Sized(cluster.Nodes.Count + 100), cancellationToken);
                throw new InvalidOperationException("a hundred nodes were recorded on a full disk");
            }
            catch (StateException full)
            {
                full.Code.ShouldBe(ProblemCode.DiskFull);
                onRefused();
            }

            await cluster.ApplyAsync(Sized(Math.Max(1, cluster.Nodes.Count - 1)), cancellationToken);
            await Task.Delay(Pause, provider.Clock, cancellationToken);
            killing.IsFaulted.ShouldBeFalse();
        }
    }

    private static async Task KillAsync(SimulationProvider provider, KillController kill, TimeSpan end, CancellationToken cancellationToken)
    {
        await Task.Delay(end, provider.Clock, cancellationToken);
        provider.Inject(kill);
    }

    private static Topology Sized(int nodes) =>
        Topology
            .Create("demo")
            .AddGroup(
                new NodeGroup("web", "by-hand")
                {
                    Nodes = Enumerable.Range(1, nodes).Select(number => new NodeSpec($"n{number}", number)).ToValueList(),
                }
            )
            .Build();

    private static ClusterBuilder Builder(SimulationProvider provider) =>
        Cluster.Create(Sized(Nodes)).UseProvider(provider).WithState(Folder).WithLifetime(ClusterLifetime.Persistent);
}
