using Simulation.Tests.Providers;

namespace Simulation.Tests.Exploration;

public class NamedNodeTests
{
    [Fact]
    public async Task Nodes_that_exist_in_no_seed_are_reported_with_the_most_similar_name()
    {
        ExplorationReport report = await ExploreAsync(FaultGenerator.Swarm("node-1", "web-1", "noed-2", "node-21"));

        report.Failures.ShouldBeEmpty();
        report
            .UnknownNodes.Select(missed => missed.ToString())
            .ShouldBe([
                "Nodes: no seed ever had a node 'node-21', so its faults had no effect; use one of 'node-1', 'node-2'",
                "Nodes: no seed ever had a node 'noed-2', so its faults had no effect; did you mean 'node-2'? use one of 'node-1', 'node-2'",
                "Nodes: no seed ever had a node 'web-1', so its faults had no effect; use one of 'node-1', 'node-2'",
            ]);
        Should.Throw<ProviderException>(report.ThrowIfFailed).Problems.ShouldBe(report.UnknownNodes);
        (await ExploreAsync(FaultGenerator.Swarm("node-1", "node-2"))).ThrowIfFailed();
    }

    [Theory, InlineData(null), InlineData(""), InlineData(" ")]
    public void An_empty_node_name_is_rejected_by_the_fault_generator(string? name) =>
        Should.Throw<ArgumentException>(() => FaultGenerator.Swarm("node-1", name!)).ParamName.ShouldBe("nodes");

    [Fact]
    public async Task A_program_that_leaves_the_loop_is_reported_with_all_faults_of_its_seed()
    {
        ExplorationReport report = await Scalewright.Simulation.ExploreAsync(
            3,
            static async (provider, token) =>
            {
                await Task.Delay(TimeSpan.FromMinutes(20), provider.Clock, token);
                new Thread(() => Record.Exception(() => provider.Clock.GetTimestamp())).Start();
                await new TaskCompletionSource().Task;
            },
            FaultGenerator.Swarm() with
            {
                KindProbability = 1,
            },
            options: new ExplorationOptions { DeterminismCheckRatio = 1 }
        );

        SeedFailure failure = report.Failures.ShouldHaveSingleItem();
        failure.Run.Failure.ShouldBeOfType<SimulationEscapedException>();
        failure.ShrinkRunCount.ShouldBe(0);
        failure.Run.Faults.ShouldBe(failure.GeneratedFaults);
        failure.ToString().ShouldContain("none was removed, because a program that leaves the loop does so with or without them");
    }

    private static Task<ExplorationReport> ExploreAsync(FaultGenerator faults) =>
        Scalewright.Simulation.ExploreAsync(
            4,
            static async (provider, _) => await provider.ApplyAllAsync(Orders.CreateNodes(2)),
            faults with
            {
                KindProbability = 0,
            }
        );
}
