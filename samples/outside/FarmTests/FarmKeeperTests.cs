using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers.Simulation;
using Scalewright.Topologies;

namespace FarmTests;

/// <summary>A user's tests: the program as it is, against clusters that lose machines in ten virtual minutes.</summary>
public class FarmKeeperTests
{
    private static readonly string[] Names = [.. Enumerable.Range(1, 5).Select(number => $"v2-node-{number}")];

    public static TheoryData<long> Seeds { get; } = [.. Enumerable.Range(1, 20).Select(seed => (long)seed)];

    [Theory, MemberData(nameof(Seeds))]
    public async Task A_farm_that_loses_machines_is_whole_again(long seed)
    {
        FaultSchedule faults = FaultSchedule.Empty
            .Add(TimeSpan.FromMinutes(3), new CrashNode("v2-node-2"))
            .Add(TimeSpan.FromMinutes(5), new CrashNode("v2-node-4"));

        (IReadOnlyList<string> names, int left) = await RunAsync(seed, faults);

        Assert.Equal(Names, names);
        Assert.Equal(0, left);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_course()
    {
        FaultSchedule faults = FaultSchedule.Empty.Add(TimeSpan.FromMinutes(1), new FailCalls(CallFailure.Busy) { Chance = 0.3, For = TimeSpan.FromMinutes(5) });

        Assert.Equal(await CourseAsync(7, faults), await CourseAsync(7, faults));
    }

    private static async Task<string> CourseAsync(long seed, FaultSchedule faults)
    {
        await using SimulationProvider provider = Place(seed, faults);
        string course = "";
        await provider.RunAsync(async token =>
        {
            await new FarmKeeper(provider).KeepAsync(Farm(), TimeSpan.FromMinutes(10), token);
            course = string.Join('\n', Names.SelectMany(name => provider.LastEventsOf(name)).Select(told => told.ToString()).Append($"{provider.Clock.GetUtcNow():O}"));
        });
        return course;
    }

    private static async Task<(IReadOnlyList<string> Names, int Left)> RunAsync(long seed, FaultSchedule faults)
    {
        await using SimulationProvider provider = Place(seed, faults);
        IReadOnlyList<string> names = [];
        int left = -1;
        await provider.RunAsync(async token =>
        {
            names = await new FarmKeeper(provider).KeepAsync(Farm(), TimeSpan.FromMinutes(10), token);
            left = (await provider.ObserveAsync(null, token)).Count;
        });
        return (names, left);
    }

    private static SimulationProvider Place(long seed, FaultSchedule faults) => new() { Seed = seed, Options = new SimulationOptions { Faults = faults } };

    private static Topology Farm() => Topology.Create("farm").AddProfile(Profile.Create("farm").WithCount(5).Build()).Build();
}
