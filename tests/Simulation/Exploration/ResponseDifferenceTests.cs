using Scalewright.Agents.Services;
using Scalewright.Recording;

namespace Exploration.Tests;

/// <summary>Differences of two runs in the calls of services, their arguments and their responses.</summary>
public class ResponseDifferenceTests
{
    [Fact]
    public void Another_response_to_the_same_call_is_what_the_program_saw() =>
        Find([new Call("get", "3")], [new Call("get", "4")]).ShouldBe(["Seen: get returned 3; in the passing run it returned 4"]);

    [Fact]
    public void A_failed_call_is_what_the_program_saw() =>
        Find([new Call("set", "", "no response")], [new Call("set", "")])
            .ShouldBe(["Seen: set failed: no response; in the passing run it succeeded"]);

    [Fact]
    public void Another_call_is_what_the_program_did_with_both_responses() =>
        Find([new Call("get", "3"), new Call("book(7)", "")], [new Call("get", "3"), new Call("book(8)", "true")])
            .ShouldBe(["Done: book(7) succeeded; in the passing run book(8) returned true"]);

    [Fact]
    public void A_call_of_a_killed_program_has_no_response() =>
        Find([new Call("get", "", "killed")], [new Call("get", "4")]).ShouldBeEmpty();

    [Fact]
    public void A_call_that_failed_in_both_runs_is_named_if_it_never_succeeded()
    {
        Call failed = new("set(3)", "", "no response");

        Find([failed, new Call("get", "2")], [failed, new Call("set(4)", "")])
            .ShouldBe([
                "Done: get returned 2; in the passing run set(4) succeeded",
                "Common: set(3) failed and was not repeated with success: no response",
            ]);
        Find([failed, new Call("set(3)", ""), new Call("get", "2")], [failed, new Call("set(3)", ""), new Call("set(4)", "")])
            .ShouldBe(["Done: get returned 2; in the passing run set(4) succeeded"]);
    }

    [Fact]
    public void A_call_that_a_node_executes_is_an_effect() =>
        Find([new Call("book(7)", "", Node: "shop-1")], []).ShouldBe(["Effect: book(7) was executed; not in the passing run"]);

    [Fact]
    public void A_state_that_is_later_in_the_passing_run_is_reported_with_its_time()
    {
        RunTrace failing = Record(
            static (recorder, node, wait) =>
            {
                recorder.RecordState(node, "ready");
                recorder.RecordState(node, "lost");
            }
        );
        RunTrace passing = Record(
            static (recorder, node, wait) =>
            {
                recorder.RecordState(node, "ready");
                wait(TimeSpan.FromMinutes(2));
                recorder.RecordState(node, "deleted");
            }
        );

        RunDifference
            .Find(failing, passing)
            .Lines.Select(line => line.Text)
            .ShouldBe(["web-1 is lost; in the passing run it stays ready until 00:02:00"]);
    }

    [Fact]
    public async Task Calls_of_services_are_recorded_with_their_arguments_and_responses_on_both_sides()
    {
        SimulationOptions options = new() { Services = ServiceSet.Empty.Add<IPrices>(_ => new PriceService()), IsRecordingEnabled = true };
        RunTrace trace = (
            await Scalewright.Simulation.ReplayAsync(
                "1",
                static provider => provider,
                PriceAsync,
                faults: null,
                check: null,
                new ExplorationOptions { Simulation = options }
            )
        ).Recording;

        RunEvent[] calls = [.. trace.Events.Where(found => found.Kind == RunEventKind.ServiceCall)];
        calls
            .Where(call => trace.Subjects[call.Subject].Kind == RunSubjectKind.Controller)
            .Select(call => $"{call.Message}: {call.Details}")
            .ShouldBe([
                "check the service shop.prices on db-1: ",
                "shop.prices.set(\"lamp\",4) on db-1: ",
                "shop.prices.get(\"lamp\") on db-1: 4",
            ]);
        calls.ShouldAllBe(call => call.End != null);
        calls
            .Where(call => trace.Subjects[call.Subject].Kind == RunSubjectKind.Node)
            .Select(call => call.Message)
            .ShouldBe(["shop.prices.set(\"lamp\",4) on db-1", "shop.prices.get(\"lamp\") on db-1"]);
    }

    private static async Task PriceAsync(SimulationProvider provider, CancellationToken token)
    {
        Topology shop = Topology.Create("shop").AddProfile(Profile.Create("db").WithHostnamePrefix("db").WithCount(1).Build()).Build();
        await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(token);
        await using IPrices prices = await cluster.Nodes["db-1"].GetServiceAsync<IPrices>(token);
        await prices.SetAsync("lamp", 4, token);
        (await prices.GetAsync("lamp", token)).ShouldBe(4);
    }

    private static string[] Find(Call[] failing, Call[] passing) =>
        [.. RunDifference.Find(Record(failing), Record(passing)).Lines.Select(line => $"{line.Kind}: {line.Text}")];

    private static RunTrace Record(Call[] calls) =>
        Record(
            (recorder, _, _) =>
            {
                int controller = recorder.GetSubject(new RunSubject(RunSubjectKind.Controller, "controller") { Generation = 1 });
                foreach (Call call in calls)
                {
                    int subject = call.Node.Length > 0 ? recorder.GetSubject(new RunSubject(RunSubjectKind.Node, call.Node)) : controller;
                    recorder.End(recorder.Record(RunEventKind.ServiceCall, subject, call.Message), call.Failure, details: call.Response);
                }
            }
        );

    private static RunTrace Record(Action<EventRecorder, int, Action<TimeSpan>> record)
    {
        TimeSpan now = TimeSpan.Zero;
        EventRecorder recorder = new(() => (now, 0));
        record(recorder, recorder.GetSubject(new RunSubject(RunSubjectKind.Node, "web-1")), time => now += time);
        return recorder.ToTrace();
    }

    private sealed record Call(string Message, string Response, string Failure = "", string Node = "");
}
