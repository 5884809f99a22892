using Scalewright.Clusters;
using Scalewright.Documents;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers.Simulation;
using Scalewright.Testing;
using Scalewright.Topologies;

namespace AcmeSpace.Tests;

public class MyShopPluginTests
{
    [Fact]
    public void The_profile_expands_to_three_nodes_with_eight_workers_each()
    {
        Topology topology = Topology.Create("demo").AddProfile(Assert.Single(Read().Profiles)).Build();

        Assert.Equal(3, topology.NodeCount);
        Assert.Equal(24, topology.ContainerCount);
    }

    [Fact]
    public void The_profile_has_no_problem() => Assert.Empty(Read().Problems);

    [Fact]
    public void Too_many_workers_are_rejected()
    {
        byte[] profile = "profiles: [{name: shop, plugin: my_shop, workers: 65}]"u8.ToArray();

        ProfileReadResult read = ProfileReader.Read(profile, Dialect.Yaml);

        Assert.Equal("workers", Assert.Single(read.Problems).Field);
    }

    /// <summary>Injects faults into calls and into the program itself, different ones for each seed.</summary>
    [SimulationFact(SeedCount = 20)]
    public async Task The_nodes_are_created_in_a_simulated_cloud(
        SimulationProvider provider, CancellationToken cancellationToken)
    {
        Topology topology = Topology.Create("demo").AddProfile(Read().Profiles[0]).Build();

        await using Cluster cluster = await Cluster.Create(topology)
            .UseProvider(provider)
            .WithState("/state")
            .ProvisionAsync(cancellationToken);

        Assert.Equal(3, cluster.Nodes.Count);
    }

    private static ProfileReadResult Read() =>
        ProfileReader.Read(Path.Combine(AppContext.BaseDirectory, "profile.yaml"));
}
