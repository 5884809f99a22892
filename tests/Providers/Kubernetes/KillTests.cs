namespace Kubernetes.Tests;

public sealed class KillTests : KubernetesKills
{
    protected override async Task<IKubernetesServer> StartAsync() => await KubernetesServer.StartAsync();
}

/// <summary>Programs that are killed at their changes of the cluster.</summary>
public abstract class KubernetesKills
{
    private const int MinKills = 6;
    private const int MaxKills = 40;

    protected abstract Task<IKubernetesServer> StartAsync();

    [ClusterFact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROC_01_the_reaper_removes_all_leftovers_of_a_program_killed_at_any_step()
    {
        await using IKubernetesServer server = await StartAsync();
        KillSeries series = new();
        server.Faults.BeforeReply = request => series.AtChangeAsync($"{request.Method} {request.Path}");

        int kills = await series.RunAsync(
            MaxKills,
            () => TestProgram.Start("kubernetes", server.Address.ToString(), TestCluster.ImageOf(server)),
            async when =>
            {
                await server.Faults.UntilIdleAsync();
                await AssertNothingIsLeftAsync(server, when);
            }
        );

        kills.ShouldBeGreaterThanOrEqualTo(MinKills);
    }

    private static async Task AssertNothingIsLeftAsync(IKubernetesServer server, string when)
    {
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(server) with { TerminationGracePeriod = TimeSpan.Zero });
        await EveryLineage.ReapAsync(provider);

        // Pod termination is asynchronous.
        while (await provider.ObserveAsync(null) is { Count: > 0 } left)
        {
            left.ShouldAllBe(pod => pod.State == ResourceState.Deleting, when);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
