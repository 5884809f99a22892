namespace Sdk.Tests.Recording;

/// <summary>Chains of causes. The tests of the viewer (src/Sdk/Trace/viewer/test/why.test.ts) have the same run and the same chains.</summary>
public class RunCauseTests
{
    [Fact]
    public void The_failure_is_followed_from_the_other_operation_to_both_faults() =>
        Describe(RunCause.FindFailure(Record(), Difference(done: 10)))
            .ShouldBe([
                "0 ",
                "10 different from the passing run",
                "9 based on",
                "8 shows an older state because of",
                "7 scheduled by, of 9",
                "2 after the failure of",
                "5 no response, because this was lost",
                "1 lost because of",
            ]);

    [Fact]
    public void A_call_without_a_response_leads_to_the_lost_message_and_its_fault() =>
        Describe(RunCause.Find(Record(), 2)).ShouldBe(["2 ", "5 no response, because this was lost", "1 lost because of"]);

    [Fact]
    public void A_failure_without_a_passing_run_starts_at_the_last_failed_call() =>
        Describe(RunCause.FindFailure(Record(), null))
            .ShouldBe(["0 ", "2 result of", "5 no response, because this was lost", "1 lost because of"]);

    [Fact]
    public void Successful_calls_between_two_causes_are_folded()
    {
        EventRecorder recorder = new(() => (TimeSpan.Zero, 0));
        int controller = recorder.GetSubject(new RunSubject(RunSubjectKind.Controller, "controller"));
        int list = recorder.Record(RunEventKind.Observation, controller, "web-1 Ready");
        for (int call = 0; call < 5; call++)
        {
            recorder.End(recorder.Record(RunEventKind.ServiceCall, controller, $"get({call})"));
        }

        ValueList<RunCause> causes = RunCause.Find(recorder.ToTrace(), 5);

        Describe(causes).ShouldBe(["5 ", $"{list} based on"]);
        causes[1].FoldedCount.ShouldBe(4);
    }

    [Fact]
    public void A_run_that_passed_has_no_chain_of_its_failure() =>
        RunCause
            .FindFailure(
                Record() with
                {
                    End = new RunEnd { Outcome = RunOutcomes.Passed, Phase = "check" },
                },
                null
            )
            .ShouldBeEmpty();

    private static RunDifference Difference(int done) =>
        new() { Lines = [new RunDifferenceLine(RunDifferenceKind.Done, TimeSpan.Zero, "create") { Failing = done }] };

    private static string[] Describe(ValueList<RunCause> causes) =>
        [
            .. causes.Select(
                (cause, index) =>
                    $"{cause.Event} {cause.Text}{(index > 0 && cause.From != causes[index - 1].Event ? $", of {cause.From}" : "")}"
            ),
        ];

    /// <summary>A program calls again after a lost response, and then creates a node because of an old list.</summary>
    private static RunTrace Record()
    {
        EventRecorder recorder = new(() => (TimeSpan.Zero, 0));
        int run = recorder.GetSubject(new RunSubject(RunSubjectKind.Run, "program"));
        int faults = recorder.GetSubject(new RunSubject(RunSubjectKind.Faults, "faults"));
        int controller = recorder.GetSubject(new RunSubject(RunSubjectKind.Controller, "controller"));
        int node = recorder.GetSubject(new RunSubject(RunSubjectKind.Node, "shop-1"));
        int link = recorder.GetSubject(new RunSubject(RunSubjectKind.Link, "controller -> shop-1"));
        int check = recorder.Record(RunEventKind.Phase, run, "check");
        recorder.Cause = -1;
        int cut = recorder.Record(RunEventKind.Fault, faults, "messages from shop-1 are lost");
        recorder.Cause = check;
        int call = recorder.Record(RunEventKind.ServiceCall, controller, "book(9)");
        recorder.End(recorder.Record(RunEventKind.Message, link, "request"));
        recorder.End(recorder.Record(RunEventKind.ServiceCall, node, "book(9)"));
        int reply = recorder.Record(RunEventKind.Message, link, "response");
        recorder.End(reply, "lost", cut);
        recorder.Cause = call;
        int note = recorder.Record(RunEventKind.Note, controller, "book(9) failed: no response", call);
        recorder.End(call, "no response", note);
        recorder.Link(note, reply);
        recorder.End(recorder.Record(RunEventKind.ServiceCall, controller, "book(9)"));
        recorder.Cause = -1;
        int late = recorder.Record(RunEventKind.Fault, faults, "changes appear in lists late");
        recorder.Cause = 7;
        int list = recorder.Record(RunEventKind.Observation, controller, "", details: "stale: worker-1 is booting");
        recorder.Link(list, late);
        recorder.End(recorder.Record(RunEventKind.Call, controller, "create node worker-2"));
        return recorder.ToTrace() with
        {
            End = new RunEnd { Outcome = RunOutcomes.Failed, Phase = "check" },
        };
    }
}
