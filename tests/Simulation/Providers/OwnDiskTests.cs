namespace Simulation.Tests.Providers;

/// <summary>The state of a simulated cluster is on the simulated disk, whether it was provisioned or adopted.</summary>
public class OwnDiskTests
{
    private const string Folder = "/no/such/folder/on/this/machine";

    private static ClusterBuilder Demo =>
        Cluster.Create(Topology.Create("demo").AddProfile(Profile.Create("farm").WithCount(1).Build()).Build()).WithState(Folder);

    [Fact]
    public async Task A_provisioned_cluster_stores_its_state_on_the_simulated_disk() =>
        (await FoldersAsync(static builder => builder.ProvisionAsync())).ShouldNotBeEmpty();

    [Fact]
    public async Task An_adopted_cluster_stores_its_state_on_the_simulated_disk() =>
        (await FoldersAsync(static builder => builder.AdoptAsync())).ShouldNotBeEmpty();

    private static async Task<IReadOnlyList<string>> FoldersAsync(Func<ClusterBuilder, Task<Cluster>> make)
    {
        await using SimulationProvider provider = new();
        await provider.RunAsync(async _ =>
        {
            await using Cluster cluster = await make(Demo.UseProvider(provider));
        });

        Directory.Exists(Folder).ShouldBeFalse();
        return provider.FileSystem.List(Folder);
    }
}
