using Scalewright.Providers.Simulation;

namespace Experiments.Services.Tests.Processes;

/// <summary>Tests runs with local processes. Records take time but no CPU, so they tolerate a busy machine.</summary>
[Trait(Category.Name, Category.RealTime)]
public sealed class ProcessRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scalewright-run-").FullName;

    private string Run => Path.Combine(_folder, "run");

    private string Kept => Path.Combine(_folder, "kept");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Reported_record_counts_match_the_counts_of_instances_that_are_scaled_during_the_run()
    {
        // 400 records a second arrive, and an instance of the last operator can process 100. The run ends after both
        // steps, however long they take.
        Experiment experiment = Describe(TimeSpan.FromMilliseconds(10)) with
        {
            Nodes = [new NodeClass("pico", 2) { Cores = 2, MemoryMiB = 1024 }],
            Scaling = new StepStrategy([
                new ScalingStep("pico", [new ScalingEntry(2, TaskManagerSize.Template) { Parallelism = 2 }]),
                new ScalingStep("pico", [new ScalingEntry(1, TaskManagerSize.Template) { Parallelism = 2 }]),
            ]),
            ScalingInterval = TimeSpan.FromSeconds(2),
            StopRule = new StopRule { StopsWhenScalingEnds = true },
            Duration = TimeSpan.FromHours(1),
        };

        (RunResult result, RunHistory history) = await RunAsync(experiment);

        result.ShouldBe(new RunResult(RunOutcome.Completed));
        history.Find("parallelism").Values[0].ShouldBe(1);
        history.Events.Count(historyEvent => historyEvent.Kind == "scale").ShouldBeGreaterThanOrEqualTo(2);
        history.Find("parallelism").Values[^1].ShouldBeGreaterThan(1);
        foreach (string name in experiment.Job.Operators.Select(item => item.Name))
        {
            long own = CountedBy(name);
            own.ShouldBePositive();
            TotalOf(history, name).ShouldBe(own, 0.5, $"of '{name}'");
            history.Events.ShouldContain(historyEvent =>
                historyEvent.Kind == "count"
                && historyEvent.Text.StartsWith(
                    $"{name}: {own} records are processed; their instances counted {own}, ",
                    StringComparison.Ordinal
                )
            );
        }

        ShouldBeGone();
    }

    [Fact]
    public async Task Scaling_steps_select_machines_of_one_kind_by_their_size()
    {
        Experiment experiment = Describe(TimeSpan.FromMilliseconds(1)) with
        {
            Nodes = [new NodeClass("pico", 1) { Cores = 1, MemoryMiB = 512 }, new NodeClass("pico", 1) { Cores = 16, MemoryMiB = 32_768 }],
            Scaling = new StepStrategy([
                new ScalingStep("pico", [new ScalingEntry(1, TaskManagerSize.Template)]) { Size = "small" },
                new ScalingStep("pico", [new ScalingEntry(1, TaskManagerSize.Template)]) { Size = "large" },
            ]),
            ScalingInterval = TimeSpan.FromSeconds(2),
            StopRule = new StopRule { StopsWhenScalingEnds = true },
            Duration = TimeSpan.FromHours(1),
        };

        (RunResult result, RunHistory history) = await RunAsync(experiment);

        result.ShouldBe(new RunResult(RunOutcome.Completed));
        history
            .Events.Single(historyEvent => historyEvent.Kind == "scale" && historyEvent.Text.StartsWith("step", StringComparison.Ordinal))
            .Text.ShouldBe("step 2: 1 task manager more, of size template, on pico-2");
        ShouldBeGone();
    }

    [Fact]
    public async Task An_operator_with_twice_the_cost_per_record_reports_half_as_many_records()
    {
        // Both operators are overloaded, on the same machine at the same time, so a delay affects both.
        Experiment experiment = Describe(TimeSpan.FromMilliseconds(10)) with
        {
            Job = new StreamJob("two")
            {
                Topics = [new JobTopic("a"), new JobTopic("b")],
                Operators =
                [
                    new JobOperator("once")
                    {
                        Topic = "a",
                        CpuTimePerRecord = TimeSpan.FromMilliseconds(10),
                        CpuTimeVariation = 0,
                    },
                    new JobOperator("twice")
                    {
                        Topic = "b",
                        CpuTimePerRecord = TimeSpan.FromMilliseconds(20),
                        CpuTimeVariation = 0,
                    },
                ],
            },
            Loads = [new LoadSource("a", "a", new ConstantLoad(400)), new LoadSource("b", "b", new ConstantLoad(400))],
        };

        (RunResult result, RunHistory history) = await RunAsync(experiment);

        result.ShouldBe(new RunResult(RunOutcome.Completed));
        (TotalOf(history, "once") / TotalOf(history, "twice")).ShouldBe(2, 0.4);
    }

    [Fact]
    public async Task A_stopped_run_leaves_no_processes_and_no_files()
    {
        using CancellationTokenSource stop = new();
        Experiment experiment = Describe(TimeSpan.FromMilliseconds(1)) with { Duration = TimeSpan.FromHours(1) };

        (RunResult result, _) = await RunAsync(experiment, new Watch(stop, (_, values) => values > 0), stop.Token);

        result.Outcome.ShouldBe(RunOutcome.Stopped);
        ShouldBeGone();
    }

    [Fact]
    public async Task Instances_of_a_crashed_machine_are_restarted_and_the_run_continues()
    {
        using CancellationTokenSource stop = new();
        Experiment experiment = Describe(TimeSpan.FromMilliseconds(1)) with
        {
            Duration = TimeSpan.FromHours(1),
            Faults = FaultSchedule.Empty.Add(TimeSpan.FromSeconds(2), new CrashNode("pico-1")),
        };

        Watch watch = new(stop, (events, throughput) =>
            throughput > 0 && events.Any(historyEvent => historyEvent.Text.EndsWith("it is restarted", StringComparison.Ordinal))
        );
        (RunResult result, RunHistory history) = await RunAsync(experiment, watch, stop.Token);

        result.Outcome.ShouldBe(RunOutcome.Stopped, result.Reason);
        history.Events.ShouldContain(historyEvent => historyEvent.Kind == "fault" && historyEvent.Text.Contains("pico-1"));
        history.Find("restarts").Values[^1].ShouldBeGreaterThan(0);
        ShouldBeGone();
    }

    [Fact]
    public async Task Lost_counts_of_a_crashed_machine_are_reported_and_the_run_completes()
    {
        Experiment experiment = Describe(TimeSpan.FromMilliseconds(1)) with
        {
            Duration = TimeSpan.FromSeconds(4),
            Faults = FaultSchedule.Empty.Add(TimeSpan.FromSeconds(3), new CrashNode("pico-1")),
        };

        (RunResult result, RunHistory history) = await RunAsync(experiment);

        result.ShouldBe(new RunResult(RunOutcome.Completed));
        history.Events.Count(historyEvent => historyEvent.Kind == "count").ShouldBe(2);
        history.Events.ShouldContain(historyEvent =>
            historyEvent.Kind == "count" && historyEvent.Text.EndsWith("whose counters were lost", StringComparison.Ordinal)
        );
        ShouldBeGone();
    }

    private static Experiment Describe(TimeSpan cost) =>
        new("real")
        {
            Duration = TimeSpan.FromSeconds(8),
            SampleInterval = TimeSpan.FromSeconds(1),
            WarmUpPeriod = TimeSpan.Zero,
            Nodes = [new NodeClass("pico", 2) { Cores = 1, MemoryMiB = 512 }],
            Job = new StreamJob("count")
            {
                Topics = [new JobTopic("words", 4)],
                Operators =
                [
                    new JobOperator("source")
                    {
                        Topic = "words",
                        CpuTimePerRecord = TimeSpan.FromMicroseconds(500),
                        CpuTimeVariation = 0,
                    },
                    new JobOperator("count")
                    {
                        Inputs = [new JobInput("source")],
                        CpuTimePerRecord = cost,
                        CpuTimeVariation = 0,
                        Partitioning = StreamPartitioning.Keyed,
                        KeyCount = 100,
                        BufferSize = 50,
                    },
                ],
            },
            TaskManagerTemplate = new TaskManager("", "") { Slots = 2, MemoryMiB = 512 },
            Loads = [new LoadSource("words", "words", new ConstantLoad(400))],
        };

    /// <summary>Integral of the reported rate over time.</summary>
    private static double TotalOf(RunHistory history, string name)
    {
        SeriesData series = history.Find("numRecordsInPerSecond", name);
        double[] times = [0, .. series.Times];
        return series.Values.ToArray().Select((value, index) => value * (times[index + 1] - times[index])).Sum();
    }

    /// <summary>Records that the instances counted themselves, on all machines.</summary>
    private long CountedBy(string name) =>
        Directory
            .GetFiles(Kept, "*.tsv")
            .SelectMany(File.ReadLines)
            .Select(line => line.Split('\t'))
            .Where(words => words[0] == name)
            .Sum(words => long.Parse(words[3], CultureInfo.InvariantCulture));

    private async Task<(RunResult Result, RunHistory History)> RunAsync(
        Experiment experiment,
        Watch? watch = null,
        CancellationToken cancellationToken = default
    )
    {
        Directory.CreateDirectory(Run);
        ProcessRunOptions options = new(() =>
            new LocalProvider(
                new LocalOptions
                {
                    Isolation = LocalIsolation.Processes,
                    Folder = Path.Combine(Run, "n"),
                    Agent = OwnAgent.Prepare(Run),
                }
            )
        )
        {
            WorkMode = WorkMode.Sleep,
            Folder = Run,
            CounterFolder = Kept,
        };
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        RunResult result = await new ProcessRun(options).RunAsync(
            experiment,
            1,
            watch is null ? writer : watch.Over(writer),
            cancellationToken: cancellationToken
        );
        writer.End(result.Outcome, result.Reason);
        return (result, HistoryReader.Read(stream.ToArray(), number: 1));
    }

    private void ShouldBeGone()
    {
        Directory.Exists(Run).ShouldBeFalse();
        RunningPrograms.Of(_folder).ShouldBe("", "no process of the run is left");
    }
}
