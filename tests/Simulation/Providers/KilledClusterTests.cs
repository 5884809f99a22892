namespace Simulation.Tests.Providers;

public class KilledClusterTests
{
    private const int Nodes = 30;
    private const string Folder = "/state/demo";

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROC_01_a_kill_or_power_loss_at_any_time_leaves_no_node_behind()
    {
        int killed = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            TimeSpan at = TimeSpan.FromMilliseconds((seed * 7) + 1);
            SimulationOptions options = new()
            {
                Calls = new CallModel { MaxConcurrency = 5 },
                Faults = FaultSchedule.Empty.Add(at, new KillController { IsPowerLoss = seed % 2 == 0 }),
            };
            await using SimulationProvider provider = new() { Seed = seed, Options = options };
            killed += await IsKilledAsync(provider) ? 1 : 0;

            await provider.RunAsync(async token =>
            {
                await using Cluster cluster = await Builder(provider).ProvisionAsync(token);
                cluster.Nodes.Count.ShouldBe(Nodes);
                (await provider.ObserveAsync(null, token))
                    .Count(one => one.Tag.Target == Scalewright.Planning.StepTarget.Node)
                    .ShouldBe(Nodes);
                await cluster.DestroyAsync(token);
            });

            await provider.RunAsync(async token => (await provider.ObserveAsync(null, token)).ShouldBeEmpty());
        }

        killed.ShouldBeGreaterThan(30);
    }

    private static async Task<bool> IsKilledAsync(SimulationProvider provider)
    {
        try
        {
            await provider.RunAsync(async token =>
            {
                await using Cluster cluster = await Builder(provider).ProvisionAsync(token);
            });
            return false;
        }
        catch (ControllerKilledException)
        {
            return true;
        }
    }

    private static ClusterBuilder Builder(SimulationProvider provider) =>
        Cluster
            .Create(Topology.Create("demo").AddProfile(Profile.Create("farm").WithCount(Nodes).Build()).Build())
            .UseProvider(provider)
            .WithState(Folder)
            .WithOptions(settings => settings with { FileSystem = provider.FileSystem });
}
