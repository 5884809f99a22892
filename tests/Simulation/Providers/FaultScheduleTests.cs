namespace Simulation.Tests.Providers;

public class FaultScheduleTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly SimulationOptions Options = new()
    {
        IsTraceHashEnabled = true,
        Cloud = new CloudModel
        {
            Machine = new MachineModel { BootDelay = DurationModel.LogNormal(30 * Second, 0.5), BootFailureProbability = 0.1 },
        },
        Calls = new CallModel { Latency = DurationModel.LogNormal(TimeSpan.FromMilliseconds(100), 0.5), ConsistencyWindow = 10 * Second },
        Faults = FaultSchedule
            .Empty.Add(TimeSpan.Zero, new FailCalls(CallFailure.Busy) { Probability = 0.2, Duration = 20 * Second })
            .Add(TimeSpan.Zero, new FailBoots { Probability = 0.3 })
            .Add(40 * Second, new CrashNode("node-3"))
            .Add(50 * Second, new RemoveResource("node-4")),
    };

    [Fact]
    public async Task INV_6_the_same_seed_produces_the_same_trace_and_another_seed_a_different_one()
    {
        List<TraceHash> hashes = [];
        foreach (long seed in new long[] { 1, 1, 1, 2 })
        {
            hashes.Add((await CourseAsync(seed, Options)).Hash);
        }

        hashes.Distinct().Count().ShouldBe(2);
        hashes[3].ShouldNotBe(hashes[0]);
    }

    [Fact]
    public async Task Removing_a_fault_does_not_change_the_events_of_other_nodes()
    {
        string[] whole = (await CourseAsync(1, Options)).Nodes;
        string[] without = (
            await CourseAsync(1, Options with { Faults = new FaultSchedule([.. Options.Faults.Faults.Where((_, index) => index != 2)]) })
        ).Nodes;

        whole.ShouldNotBe(without);
        whole
            .Where(line => !line.StartsWith("node-3 ", StringComparison.Ordinal))
            .ShouldBe(without.Where(line => !line.StartsWith("node-3 ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Schedules_are_compared_by_content_and_describe_their_faults()
    {
        FaultSchedule same = FaultSchedule
            .Empty.Add(40 * Second, new CrashNode("node-3"))
            .Add(50 * Second, new CutLink("a", "b") { Duration = Second });

        same.ShouldBe(
            FaultSchedule.Empty.Add(40 * Second, new CrashNode("node-3")).Add(50 * Second, new CutLink("a", "b") { Duration = Second })
        );
        same.ToString().ShouldBe("00:00:40 crash of node node-3\n00:00:50 the link a ↔ b is cut for 00:00:01");
    }

    private static async Task<(TraceHash Hash, string[] Nodes)> CourseAsync(long seed, SimulationOptions options)
    {
        await using SimulationProvider provider = new() { Seed = seed, Options = options };
        await provider.RunAsync(async () =>
        {
            await provider.ApplyAllAsync(Orders.CreateNodes(50));
            await Task.Delay(300 * Second, provider.Clock);
            await provider.ObserveAsync(null);
        });
        string[] events =
        [
            .. Enumerable
                .Range(1, 50)
                .SelectMany(number => provider.GetRecentEvents($"node-{number}").Select(one => $"node-{number} {one}")),
        ];
        return (provider.TraceHash, events);
    }
}
