using Scalewright.Recording;

namespace Experiments.Tests.Histories;

public class HistoryTraceTests
{
    [Fact]
    public void Events_states_and_samples_are_in_order_of_time_from_the_first_event()
    {
        SeriesData rate = new();
        rate.Add(0, 10.5);
        rate.Add(2, double.NaN);
        rate.Add(4, 12);
        RunHistory history = new(1, RunOutcome.Completed, "")
        {
            Events =
            [
                new HistoryEvent(TimeSpan.FromSeconds(-30), "deploy", "the job is deployed"),
                new HistoryEvent(TimeSpan.FromSeconds(2), "fault", "loss of machine worker-1") { Node = "worker-1", IsNodeUp = false },
                new HistoryEvent(TimeSpan.FromSeconds(5), "node", "worker-1 is back") { Node = "worker-1", IsNodeUp = true },
            ],
            Series = new Dictionary<SeriesKey, SeriesData> { [new SeriesKey("rate", "map", 3)] = rate },
        };

        RunTrace trace = HistoryTrace.Create(history, "words, run 1");

        Assert.Equal(
            [
                "00:00:00 controller Note deploy: the job is deployed",
                "00:00:30 experiment Phase load",
                "00:00:30 rate of map[3] Counter 10.5",
                "00:00:32 faults Fault loss of machine worker-1",
                "00:00:32 worker-1 NodeState failed",
                "00:00:34 rate of map[3] Counter 12",
                "00:00:35 worker-1 NodeState ready",
            ],
            trace.Events.Select(item => $"{item.Start} {trace.Subjects[item.Subject]} {item.Kind} {item.Message}")
        );
        Assert.All(trace.Events, item => Assert.True(item.Kind == RunEventKind.NodeState || item.Cause == -1));
        Assert.Equal(("words, run 1", "experiment", "passed"), (trace.Header.Test, trace.Header.Role, trace.End!.Outcome));
        Assert.Equal(TimeSpan.FromSeconds(35), trace.Events[1].End);
    }

    [Fact]
    public void A_failed_run_fails_in_its_load_with_its_reason()
    {
        RunTrace trace = HistoryTrace.Create(new RunHistory(2, RunOutcome.Failed, "the broker does not start"), "words");

        RunEvent load = Assert.Single(trace.Events);
        Assert.Equal("the broker does not start", load.Result);
        Assert.Equal(("failed", "the broker does not start"), (trace.End!.Outcome, trace.End.Message));
    }
}
