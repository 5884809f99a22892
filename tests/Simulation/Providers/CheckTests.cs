using Microsoft.Extensions.DependencyInjection;

namespace Simulation.Tests.Providers;

public class CheckTests
{
    [Fact]
    public async Task F_PROV_07_all_problems_of_a_topology_are_reported_at_once_with_their_numbers()
    {
        CloudModel small = new()
        {
            CapacityCount = 5,
            QuotaCount = 3,
            MaxNodeCpus = 2,
        };
        await using SimulationProvider provider = new()
        {
            Options = new SimulationOptions { Cloud = small, Clouds = ValueMap<CloudModel>.Empty.With("hotel", small) },
        };
        Topology topology = Topology
            .Create("demo")
            .AddProfile(Profile.Create("farm").WithCount(6).WithNode(node => node with { Cpus = 4 }).Build())
            .Build();

        ValueList<Problem> problems = [];
        await provider.RunAsync(async token => problems = await provider.CheckAsync(topology, token));

        problems.Count(problem => problem.Code == ProblemCode.NodeTooLarge).ShouldBe(6);
        problems
            .Where(problem => problem.Code != ProblemCode.NodeTooLarge)
            .Select(problem => $"{problem}")
            .ShouldBe([
                "the cloud: 6 nodes are requested, the quota is 3; request a higher quota or use another cloud",
                "the cloud: 6 nodes are requested, there are 5, 0 of them in use by others; request fewer nodes or use another cloud",
            ]);
    }

    [Fact]
    public async Task F_PROV_07_an_unknown_cloud_is_reported_with_the_available_ones()
    {
        await using SimulationProvider provider = new()
        {
            Options = new SimulationOptions { Clouds = ValueMap<CloudModel>.Empty.With("hotel", new()).With("sierra", new()) },
        };
        StepOutcome? refused = null;

        await provider.RunAsync(async () => refused = (await provider.ApplyAllAsync(Orders.CreateNode("node-1", "hotell"))).Single());

        $"{refused!.Problem}".ShouldBe("node-1: there is no cloud 'hotell'; use one of 'hotel', 'sierra'");
    }

    [Fact]
    public async Task A_service_container_provides_a_single_simulation_provider()
    {
        await using ServiceProvider services = new ServiceCollection().AddSimulationProvider(seed: 42).BuildServiceProvider();

        IProvider provider = services.GetRequiredService<IProvider>();

        provider.ShouldBeSameAs(services.GetRequiredService<SimulationProvider>());
        services.GetRequiredService<SimulationProvider>().Seed.ShouldBe(42);
    }
}
