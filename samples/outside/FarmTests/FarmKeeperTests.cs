using Scalewright.Planning;
using Scalewright.Providers.Simulation;
using Scalewright.Testing;
using Scalewright.Topologies;

namespace FarmTests;

/// <summary>Tests the unchanged program in clusters whose machines crash within ten virtual minutes.</summary>
public class FarmKeeperTests
{
    private static readonly string[] Names = [.. Enumerable.Range(1, 5).Select(number => $"node-{number}")];

    public static TheoryData<long> Seeds { get; } = [.. Enumerable.Range(1, 20).Select(seed => (long)seed)];

    [Fact]
    public void The_plan_of_the_farm_creates_five_nodes() => Assert.Equal(
        """
        + group farm: builtin@3.0.0
        + 5 nodes node-1 … node-5: minimeta.qc2, 1 cpu, 512 MiB, 0 containers
        farm: nodes +5 ~0 -0, networks and groups 1

        """,
        Planner.Plan(Topology.Empty, SmallFarm.Plan()).ToString());

    /// <summary>
    /// Injects faults into machines, calls, links and the process of the keeper. Half an hour after the last fault, the
    /// farm is complete, and deleting it leaves no resources.
    /// </summary>
    [SimulationFact(SeedCount = 50, FaultNodes = ["node-1", "node-2", "node-3", "node-4", "node-5"], CheckMethod = nameof(IsCompleteAsync))]
    public async Task A_farm_survives(SimulationProvider provider, CancellationToken cancellationToken) =>
        await CreateKeeper(provider).KeepAsync(SmallFarm.Plan(), TimeSpan.FromMinutes(10), cancellationToken);

    [Theory, MemberData(nameof(Seeds))]
    public async Task A_farm_replaces_crashed_nodes_and_can_be_deleted_completely(long seed)
    {
        FaultSchedule faults = FaultSchedule.Empty
            .Add(TimeSpan.FromMinutes(3), new CrashNode("node-2"))
            .Add(TimeSpan.FromMinutes(5), new CrashNode("node-4"));

        (IReadOnlyList<string> names, int resourceCount) = await RunAsync(seed, faults);

        Assert.Equal(Names, names);
        Assert.Equal(0, resourceCount);
    }

    [Fact]
    public async Task The_same_seed_produces_the_same_events()
    {
        FaultSchedule faults = FaultSchedule.Empty.Add(TimeSpan.FromMinutes(1), new FailCalls(CallFailure.Busy) { Probability = 0.3, Duration = TimeSpan.FromMinutes(5) });

        Assert.Equal(await RecordEventsAsync(7, faults), await RecordEventsAsync(7, faults));
    }

    private static async Task IsCompleteAsync(SimulationProvider provider, CancellationToken cancellationToken)
    {
        Assert.Equal(Names, await CreateKeeper(provider).AskAsync(TimeSpan.FromMinutes(30), cancellationToken));

        await CreateKeeper(provider).RemoveAsync(cancellationToken);
        Assert.Empty(await provider.ObserveAsync(null, cancellationToken));
    }

    private static async Task<string> RecordEventsAsync(long seed, FaultSchedule faults)
    {
        await using SimulationProvider provider = CreateProvider(seed, faults);
        string events = "";
        await provider.RunAsync(async token =>
        {
            await CreateKeeper(provider).KeepAsync(SmallFarm.Plan(), TimeSpan.FromMinutes(10), token);
            events = string.Join('\n', Names.SelectMany(name => provider.GetRecentEvents(name)).Select(nodeEvent => nodeEvent.ToString()).Append($"{provider.Clock.GetUtcNow():O}"));
        });
        return events;
    }

    private static async Task<(IReadOnlyList<string> Names, int ResourceCount)> RunAsync(long seed, FaultSchedule faults)
    {
        await using SimulationProvider provider = CreateProvider(seed, faults);
        IReadOnlyList<string> names = [];
        int resourceCount = -1;
        await provider.RunAsync(async token =>
        {
            await CreateKeeper(provider).KeepAsync(SmallFarm.Plan(), TimeSpan.FromMinutes(10), token);
            names = await CreateKeeper(provider).AskAsync(TimeSpan.Zero, token);
            await CreateKeeper(provider).RemoveAsync(token);
            resourceCount = (await provider.ObserveAsync(null, token)).Count;
        });
        return (names, resourceCount);
    }

    private static FarmKeeper CreateKeeper(SimulationProvider provider) => new(provider) { Forgets = Environment.GetEnvironmentVariable("FARM_FORGETS") == "1" };

    private static SimulationProvider CreateProvider(long seed, FaultSchedule faults) => new() { Seed = seed, Options = new SimulationOptions { Faults = faults } };
}
