using Scalewright.Agents.Services;
using Scalewright.Recording;

namespace Exploration.Tests;

/// <summary>What the recording says about messages, failed calls and old lists, and which fault it names.</summary>
public class LostMessageTests
{
    private static readonly TimeSpan Cut = TimeSpan.FromMinutes(2);
    private static readonly SimulationOptions Options = new()
    {
        Services = ServiceSet.Empty.Add<IPrices>(_ => new PriceService()),
        IsRecordingEnabled = true,
    };

    [Fact]
    public async Task A_call_whose_response_is_lost_leads_to_the_response_and_its_fault() =>
        (await FindCausesAsync(new IsolateHost("db-1") { BlocksInbound = false, Duration = TimeSpan.FromMinutes(1) })).ShouldBe([
            "",
            "no response, because this was lost: response (lost)",
            "lost because of: messages from db-1 are lost for 00:01:00",
        ]);

    [Fact]
    public async Task A_call_to_a_lost_node_leads_to_the_request_and_its_fault() =>
        (await FindCausesAsync(new RemoveResource("db-1"))).ShouldBe([
            "",
            "no response, because this was lost: request shop.prices.get(\"lamp\") (lost)",
            "lost because of: loss of node db-1",
        ]);

    [Fact]
    public async Task A_call_to_a_frozen_node_leads_to_the_freeze() =>
        (await FindCausesAsync(new FreezeNode("db-1"))).ShouldBe([
            "",
            "no response, because this was lost: request shop.prices.get(\"lamp\") (lost)",
            "lost because of: frozen",
            "caused by: node db-1 stands still",
        ]);

    [Fact]
    public async Task Messages_are_named_by_their_frames_and_a_repeated_one_says_that_it_was_lost()
    {
        RunTrace trace = await RecordAsync(new IsolateHost("db-1") { BlocksInbound = false, Duration = TimeSpan.FromSeconds(5) });

        RunEvent[] messages = [.. trace.Events.Where(found => found.Kind == RunEventKind.Message)];
        messages
            .Select(found => found.Message)
            .Distinct()
            .ShouldBe(
                [
                    "connect",
                    "connection accepted",
                    "handshake",
                    "request shop.prices",
                    "response",
                    "keep-alive",
                    "request shop.prices.get(\"lamp\")",
                    "goodbye",
                ],
                ignoreOrder: true
            );
        messages.ShouldContain(found =>
            found.Message == "response" && found.Result == "" && found.Details.EndsWith(" lost, then sent again", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task An_old_list_names_the_node_and_leads_to_the_fault_that_delays_lists()
    {
        RunTrace trace = await RecordAsync(
            new SimulationOptions
            {
                Faults = new FaultSchedule([new TimedFault(TimeSpan.Zero, new DelayListUpdates(TimeSpan.FromSeconds(5)))]),
                IsRecordingEnabled = true,
            },
            static async (provider, token) =>
            {
                Topology shop = Topology
                    .Create("shop")
                    .AddProfile(Profile.Create("db").WithHostnamePrefix("db").WithCount(1).Build())
                    .Build();
                try
                {
                    await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(token);
                }
                catch (ScalewrightException)
                {
                    // The list does not show the node in time.
                }

                await Task.Delay(TimeSpan.FromSeconds(10), provider.Clock, token);
            }
        );

        int list = Enumerable
            .Range(0, trace.Events.Count)
            .First(number => trace.Events[number] is { Kind: RunEventKind.Observation, Details: not "" });
        trace.Events[list].Details.ShouldBe("stale: db-1 is booting");
        RunCause
            .Find(trace, list)
            .Skip(1)
            .Take(1)
            .Select(cause => $"{cause.Text}: {trace.Events[cause.Event].Message}")
            .ShouldBe(["shows an older state because of: changes appear in lists 00:00:05 late"]);
        trace.Events.ShouldContain(found => found.Kind == RunEventKind.Agent && found.Message == "lists show its state");
    }

    [Fact]
    public async Task A_failed_call_of_a_cloud_leads_to_its_fault()
    {
        RunTrace trace = await RecordAsync(
            new SimulationOptions
            {
                Faults = new FaultSchedule([
                    new TimedFault(TimeSpan.Zero, new FailCalls(CallFailure.ResponseLost) { Kinds = CallKinds.Create, MaxCount = 1 }),
                ]),
                IsRecordingEnabled = true,
            },
            static async (provider, token) =>
            {
                Topology shop = Topology
                    .Create("shop")
                    .AddProfile(Profile.Create("db").WithHostnamePrefix("db").WithCount(1).Build())
                    .Build();
                await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(token);
            }
        );

        int call = Enumerable
            .Range(0, trace.Events.Count)
            .First(number => trace.Events[number] is { Kind: RunEventKind.Call, Result: not "" });
        RunCause cause = RunCause.Find(trace, call)[1];
        (cause.Text, trace.Events[cause.Event].Kind).ShouldBe(("because of", RunEventKind.Fault));
    }

    /// <summary>Returns the chain of the failed call up to its first fault.</summary>
    private static async Task<string[]> FindCausesAsync(Fault fault)
    {
        RunTrace trace = await RecordAsync(fault);
        int call = Enumerable
            .Range(0, trace.Events.Count)
            .First(number => trace.Events[number] is { Kind: RunEventKind.ServiceCall, Result: not "" });
        ValueList<RunCause> causes = RunCause.Find(trace, call);
        int end = Enumerable.Range(0, causes.Count).First(index => trace.Events[causes[index].Event].Kind == RunEventKind.Fault);
        return
        [
            .. causes.Take(end + 1).Select(cause => cause.Text.Length == 0 ? "" : $"{cause.Text}: {Describe(trace.Events[cause.Event])}"),
        ];
    }

    private static string Describe(RunEvent found) => found.Result.Length > 0 ? $"{found.Message} ({found.Result})" : found.Message;

    private static Task<RunTrace> RecordAsync(Fault fault) =>
        RecordAsync(Options with { Faults = new FaultSchedule([new TimedFault(Cut, fault)]) }, PriceAsync);

    private static async Task<RunTrace> RecordAsync(SimulationOptions options, Func<SimulationProvider, CancellationToken, Task> run) =>
        (
            await Scalewright.Simulation.ReplayAsync(
                "1",
                static provider => provider,
                run,
                faults: null,
                check: null,
                new ExplorationOptions { Simulation = options }
            )
        ).Recording;

    private static async Task PriceAsync(SimulationProvider provider, CancellationToken token)
    {
        Topology shop = Topology.Create("shop").AddProfile(Profile.Create("db").WithHostnamePrefix("db").WithCount(1).Build()).Build();
        await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(token);
        await using IPrices prices = await cluster.Nodes["db-1"].GetServiceAsync<IPrices>(token);
        await Task.Delay(Cut + TimeSpan.FromMilliseconds(1) - provider.Clock.GetUtcNow().TimeOfDay, provider.Clock, token);
        try
        {
            await prices.GetAsync("lamp", token);
        }
        catch (AgentException)
        {
            // The recording has the failed call.
        }
    }
}
