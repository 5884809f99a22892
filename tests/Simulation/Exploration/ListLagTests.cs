using Scalewright.Recording;
using Simulation.Tests.Providers;

namespace Exploration.Tests;

/// <summary>Causes of lists that lag. A node is created at once and ready after 30 s.</summary>
public class ListLagTests
{
    private const string Creation = "changes of the next 00:00:10 appear in lists 00:01:00 late";
    private const string Boot = "changes of the next 00:01:00 appear in lists 00:00:40 late";

    private static readonly FaultSchedule Faults = new([
        new TimedFault(TimeSpan.Zero, new DelayListUpdates(TimeSpan.FromSeconds(60)) { Duration = TimeSpan.FromSeconds(10) }),
        new TimedFault(TimeSpan.FromSeconds(20), new DelayListUpdates(TimeSpan.FromSeconds(40)) { Duration = TimeSpan.FromSeconds(60) }),
    ]);

    /// <summary>The creation appears 60 s later, and the end of the boot 40 s later, after 70 s.</summary>
    [Fact]
    public async Task Each_change_appears_in_lists_because_of_the_fault_that_delayed_it()
    {
        RunTrace trace = await RecordAsync(Faults, new CallModel(), createAt: 1);

        FindAppearances(trace).ShouldBe([(61, "lists show an earlier state", Creation), (71, "lists show its state", Boot)]);
    }

    [Fact]
    public async Task A_list_leads_to_the_faults_of_all_changes_that_it_does_not_show_and_to_no_other()
    {
        RunTrace trace = await RecordAsync(Faults, new CallModel(), createAt: 1);

        FindFaults(trace, second: 10).ShouldBe([Creation]);
        FindFaults(trace, second: 40).ShouldBe([Creation, Boot]);
        FindFaults(trace, second: 65).ShouldBe([Boot]);
        FindFaults(trace, second: 75).ShouldBeEmpty();
    }

    [Fact]
    public async Task Lists_that_lag_without_a_fault_are_not_attributed_to_one_that_has_ended()
    {
        RunTrace trace = await RecordAsync(
            new FaultSchedule([
                new TimedFault(TimeSpan.Zero, new DelayListUpdates(TimeSpan.FromSeconds(1)) { Duration = TimeSpan.FromSeconds(1) }),
            ]),
            new CallModel { ConsistencyWindow = TimeSpan.FromSeconds(20) },
            createAt: 2
        );

        FindAppearances(trace).ShouldBeEmpty();
        int[] stale =
        [
            .. Enumerable
                .Range(0, trace.Events.Count)
                .Where(number => trace.Events[number].Details.StartsWith("stale: ", StringComparison.Ordinal)),
        ];
        stale.ShouldNotBeEmpty();
        stale.SelectMany(number => FindFaultsOf(trace, number)).ShouldBeEmpty();
    }

    private static (int Second, string Message, string Cause)[] FindAppearances(RunTrace trace) =>
        [
            .. trace
                .Events.Where(found => found.Kind == RunEventKind.Agent && found.Message.StartsWith("lists show", StringComparison.Ordinal))
                .Select(found => ((int)found.Start.TotalSeconds, found.Message, trace.Events[found.Cause].Message)),
        ];

    /// <summary>Returns the faults that the first list since a second leads to.</summary>
    private static string[] FindFaults(RunTrace trace, int second) =>
        FindFaultsOf(
            trace,
            Enumerable
                .Range(0, trace.Events.Count)
                .First(number =>
                    trace.Events[number] is { Kind: RunEventKind.Observation } list && list.Start >= TimeSpan.FromSeconds(second)
                )
        );

    private static string[] FindFaultsOf(RunTrace trace, int list) =>
        [
            .. trace
                .Links.Where(link => link.Event == list && trace.Events[link.Read].Kind == RunEventKind.Fault)
                .Select(link => trace.Events[link.Read].Message),
        ];

    /// <summary>Records a run that creates a node, and lists the nodes every second.</summary>
    private static async Task<RunTrace> RecordAsync(FaultSchedule faults, CallModel calls, int createAt) =>
        (
            await Scalewright.Simulation.ReplayAsync(
                "1",
                static provider => provider,
                async (provider, token) =>
                {
                    await Task.Delay(TimeSpan.FromSeconds(createAt), provider.Clock, token);
                    await provider.ApplyAllAsync(Orders.CreateNode("db-1"));
                    for (int second = 0; second < 90; second++)
                    {
                        await provider.ObserveAsync(owner: null, token);
                        await Task.Delay(TimeSpan.FromSeconds(1), provider.Clock, token);
                    }
                },
                faults: null,
                check: null,
                new ExplorationOptions
                {
                    Simulation = new SimulationOptions
                    {
                        Faults = faults,
                        Calls = calls,
                        IsRecordingEnabled = true,
                    },
                }
            )
        ).Recording;
}
