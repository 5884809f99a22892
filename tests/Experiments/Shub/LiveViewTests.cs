using ScalehubSample.Live;
using Spectre.Console;

namespace Experiments.Tests.Shub;

public class LiveViewTests
{
    [Fact]
    public void The_view_shows_stage_progress_load_latency_machines_and_the_last_decisions()
    {
        string seen = Draw(new LiveSnapshot(Running, true, Run(), TimeSpan.FromSeconds(75)));

        // One of two runs is completed and the other is half done: 75 %.
        seen.ShouldContain("join-001 running: parallelism-2 run 2, 300 of 600 s");
        seen.ShouldContain($"{new string('█', 30)}{new string('░', 10)} 75%, 1 of 2 runs done, 01:15 left");
        Row(seen, "load").ShouldBe("1,000 records/s ▄▆█");
        Row(seen, "latency").ShouldBe("250 ms ▂▄█");
        Row(seen, "between machines").ShouldBe("62.5 ms ▄▆█");
        Row(seen, "throughput").ShouldBe("- records/s");
        seen.ShouldContain("3 machines, 1 do not work: pico-2; 2 task managers");
        seen.ShouldContain("scale");
        seen.ShouldContain("2 task managers, since the lag grows");
    }

    [Fact]
    public void The_view_has_no_row_for_network_latency_without_measurements() =>
        Draw(new LiveSnapshot(Running, true, new RunHistory(1, RunOutcome.Unfinished, ""), null)).ShouldNotContain("between machines");

    [Fact]
    public void The_view_shows_why_the_last_experiment_failed_when_nothing_runs() =>
        Draw(
                new LiveSnapshot(
                    new OperatorState(OperatorStage.Failed)
                    {
                        Experiment = "join-001",
                        Error = "nothing was measured",
                        Queue = ["ant-002"],
                    },
                    false,
                    null,
                    null
                )
            )
            .ShouldBe("failed join-001\nnothing was measured\nqueue: ant-002");

    [Fact]
    public void The_view_shows_an_operator_whose_process_died_as_idle() =>
        Draw(new LiveSnapshot(Running, false, null, null))
            .ShouldStartWith("idle (a process died while running; 'experiment start' goes on) join-001");

    [Fact]
    public void Escape_sequences_in_a_history_are_not_written_to_the_terminal()
    {
        RunHistory run = new(1, RunOutcome.Unfinished, "")
        {
            Events = [new HistoryEvent(TimeSpan.Zero, "scale\u001b[2J", "[red]\u001b]0;x\u0007[/]")],
        };

        string seen = Draw(new LiveSnapshot(Running, true, run, null));

        seen.ShouldNotContain('\u001b');
        seen.ShouldNotContain('\u0007');
        seen.ShouldContain("[red]");
    }

    private static OperatorState Running =>
        new(OperatorStage.Running)
        {
            Experiment = "join-001",
            Point = "parallelism-2",
            Run = 2,
            CompletedCount = 1,
            TotalCount = 2,
            ElapsedSeconds = 300,
            DurationSeconds = 600,
        };

    private static RunHistory Run()
    {
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        double[] loads = [500, 750, 1000],
            latencies = [0.0625, 0.125, 0.25];
        for (int sample = 0; sample < loads.Length; sample++)
        {
            writer.RecordSample(
                TimeSpan.FromSeconds(5 * sample),
                [
                    new SeriesKey("arrivals", ""),
                    new SeriesKey("latency", ""),
                    new SeriesKey("nodes", ""),
                    new SeriesKey("taskmanagers", ""),
                    new SeriesKey("network_latency", ""),
                ],
                [loads[sample], latencies[sample], 3, 2, loads[sample] / 16_000]
            );
        }

        writer.RecordEvent(new HistoryEvent(TimeSpan.FromSeconds(6), "node", "pico-1 is lost") { Node = "pico-1", IsNodeUp = false });
        writer.RecordEvent(new HistoryEvent(TimeSpan.FromSeconds(7), "node", "pico-1 works") { Node = "pico-1", IsNodeUp = true });
        writer.RecordEvent(new HistoryEvent(TimeSpan.FromSeconds(8), "node", "pico-2 is lost") { Node = "pico-2", IsNodeUp = false });
        writer.RecordEvent(new HistoryEvent(TimeSpan.FromSeconds(9), "scale", "2 task managers, since the lag grows"));
        return HistoryReader.Read(stream.ToArray(), 1);
    }

    /// <summary>Cells of a row, separated by single spaces.</summary>
    private static string Row(string seen, string name) =>
        string.Join(
            ' ',
            seen.Split('\n')
                .First(line => line.StartsWith($"│ {name} ", StringComparison.Ordinal))
                .Split('│', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[1..]
        );

    private static string Draw(LiveSnapshot look)
    {
        using StringWriter writer = new() { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Out = new AnsiConsoleOutput(writer),
            }
        );
        console.Profile.Width = 120;
        console.Profile.Capabilities.Unicode = true;
        console.Write(LiveView.Draw(look));
        return string.Join('\n', writer.ToString().Split('\n').Select(line => line.TrimEnd())).Trim();
    }
}
