using Scalewright.Experiments.Flink;

namespace Experiments.Services.Tests.Flink;

public class FlinkRunTests
{
    [Fact]
    public async Task A_run_over_the_Flink_REST_API_measures_the_same_throughput_as_the_simulation()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Scaled);
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);

        (RunResult result, RunHistory real) = await test.RunAsync();
        await SimulatedRun.RunAsync(FlinkTest.Scaled, run: 1, writer);
        RunHistory simulated = HistoryReader.Read(stream.ToArray(), number: 1);

        result.ShouldBe(new RunResult(RunOutcome.Completed));

        // An instance processes 1,000 records a second, or fewer because of uneven keys; 2,500 a second arrive.
        foreach (int parallelism in new[] { 1, 2, 3 })
        {
            double expected = Plateau(simulated, parallelism);
            Plateau(real, parallelism).ShouldBe(expected, expected * 0.05, $"with {parallelism}");
        }

        real.Events.Where(historyEvent => historyEvent.Kind == "savepoint")
            .Select(historyEvent => historyEvent.Text[..^6])
            .ShouldBe(["s3://savepoints/join/savepoint-", "s3://savepoints/join/savepoint-"]);
        real.Events.Where(historyEvent => historyEvent.Kind == "scale")
            .Select(historyEvent => historyEvent.Text)
            .ShouldBe(simulated.Events.Where(historyEvent => historyEvent.Kind == "scale").Select(historyEvent => historyEvent.Text));
        test.Cluster.States.ShouldBe("FINISHED FINISHED CANCELED");
    }

    // The names that Scalehub exports: time_series in its victoria_metrics_load_strategy.py.
    [Fact]
    public async Task The_Scalehub_export_of_a_Flink_run_has_the_twelve_series_of_Scalehub()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Join);
        using TemporaryFolder folder = new();

        (_, RunHistory run) = await test.RunAsync();
        string written = ScalehubExport
            .Write(
                new ExperimentData("join-001", "join") { Runs = 1, Points = [new PointData("base", ValueMap<string>.Empty, [run])] },
                folder.Root
            )
            .ShouldHaveSingleItem();

        string[] names =
        [
            "flink_taskmanager_job_task_numRecordsInPerSecond",
            "flink_taskmanager_job_task_busyTimeMsPerSecond",
            "flink_taskmanager_job_task_hardBackPressuredTimeMsPerSecond",
            "flink_jobmanager_job_lastCheckpointDuration",
            "flink_taskmanager_job_task_checkpointStartDelayNanos",
            "flink_taskmanager_job_task_operator_numLateRecordsDropped",
            "flink_taskmanager_Status_JVM_CPU_Load",
            "flink_taskmanager_Status_JVM_CPU_Time",
            "flink_taskmanager_Status_JVM_Threads_Count",
            "flink_taskmanager_Status_JVM_Memory_Heap_Used",
            "flink_taskmanager_Status_Flink_Memory_Managed_Used",
            "flink_taskmanager_Status_JVM_GarbageCollector_G1_Young_Generation_Time",
        ];
        string export = Path.Combine(written, "export");
        Directory
            .GetFiles(export, "*.csv")
            .Select(Path.GetFileName)
            .ShouldBe(names.Select(name => $"{name}_export.csv"), ignoreOrder: true);
        File.ReadAllText(Path.Combine(export, "flink_taskmanager_Status_JVM_Threads_Count_export.json"))
            .ShouldStartWith(
                "{\"metric\":{\"__name__\":\"flink_taskmanager_Status_JVM_Threads_Count\",\"tm_id\":\"pico-1:6122-taskmanager-1\"},\"values\":[60,60,"
            );
        File.ReadLines(Path.Combine(export, "flink_taskmanager_job_task_operator_numLateRecordsDropped_export.json"))
            .Last()
            .ShouldContain("\"task_name\":\"join\",\"subtask_index\":\"0\"}");
    }

    [Fact]
    public async Task In_place_rescaling_changes_the_parallelism_without_a_savepoint()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Scaled);

        (RunResult result, RunHistory history) = await test.RunAsync(options => options with { Rescaling = FlinkRescaleMode.InPlace });

        result.ShouldBe(new RunResult(RunOutcome.Completed));
        history.Events.ShouldNotContain(historyEvent => historyEvent.Kind == "savepoint");
        history.Find("parallelism").Values.ToArray().Distinct().Where(value => value > 0).ShouldBe([1, 2, 3]);
        test.Cluster.States.ShouldBe("CANCELED");
    }

    [Fact]
    public async Task A_failed_savepoint_leaves_the_job_unchanged()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Scaled);
        test.Cluster.SavepointsThatFail = 2;

        (RunResult result, RunHistory history) = await test.RunAsync();

        result.Outcome.ShouldBe(RunOutcome.Completed);
        history
            .Events.Where(historyEvent => historyEvent.Kind == "savepoint")
            .Select(historyEvent => historyEvent.Text)
            .Distinct()
            .ShouldBe([
                "the savepoint failed, and the job continues unchanged: org.apache.flink.util.SerializedThrowable: java.io.IOException: Could not flush to file.",
            ]);
        history.Find("parallelism").Values.ToArray().ShouldAllBe(value => value == 1);
        test.Cluster.States.ShouldBe("CANCELED");
    }

    [Fact]
    public async Task A_job_that_fails_to_start_with_more_instances_restarts_with_the_previous_parallelism()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Scaled);
        test.Cluster.FailsFrom = 3;

        (RunResult result, RunHistory history) = await test.RunAsync();

        result.Outcome.ShouldBe(RunOutcome.Completed);
        history.Events.ShouldContain(historyEvent =>
            historyEvent.Kind == "job"
            && historyEvent.Text.StartsWith("it does not start with other instances, and is started as it was", StringComparison.Ordinal)
        );
        history.Find("parallelism").Values[^1].ShouldBe(2);
        test.Cluster.States.ShouldBe("FINISHED FINISHED FAILED CANCELED");
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("/run")]
    [InlineData("/stop")]
    public async Task A_lost_response_starts_no_second_job_and_loses_no_savepoint(string path)
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Scaled);
        test.Server.Faults.Add(
            new Fault(FaultKind.LoseReply, request =>
                request.Method == "POST" && request.Path.Value!.EndsWith(path, StringComparison.Ordinal)
            )
        );

        (RunResult result, RunHistory history) = await test.RunAsync();

        result.ShouldBe(new RunResult(RunOutcome.Completed));
        test.Cluster.States.ShouldBe("FINISHED FINISHED CANCELED");
        history.Find("parallelism").Values[^1].ShouldBe(3);
    }

    [Fact]
    public async Task A_temporarily_unavailable_dispatcher_causes_no_missing_sample()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Join);
        test.Server.Faults.Add(
            new Fault(FaultKind.Answer, request => request.Path.Value!.EndsWith("/metrics", StringComparison.Ordinal))
            {
                Times = 3,
                Status = 503,
                Body = """{"errors":["Service temporarily unavailable due to an ongoing leader election. Please refresh."]}""",
            }
        );

        (RunResult result, RunHistory history) = await test.RunAsync();

        result.ShouldBe(new RunResult(RunOutcome.Completed));
        history.Events.ShouldNotContain(historyEvent => historyEvent.Text.Contains("cannot be read", StringComparison.Ordinal));
        double.IsNaN(history.Find("lag").Values[0]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_job_that_fails_permanently_fails_the_run()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Join);

        (RunResult result, _) = await test.RunAsync(
            progress: new Listener(progress =>
            {
                if (progress.Elapsed == TimeSpan.FromMinutes(2))
                {
                    test.Cluster.Fail();
                }
            })
        );

        result.Outcome.ShouldBe(RunOutcome.Failed);
        result.Reason.ShouldBe("the job is FAILED after 125 s; look at its exceptions in Flink");
        test.Cluster.Jars.ShouldBe(0);
    }

    [Fact]
    public async Task A_stopped_Flink_run_leaves_no_job_and_no_JAR()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Join);
        using CancellationTokenSource stop = new();

        (RunResult result, _) = await test.RunAsync(
            cancellationToken: stop.Token,
            progress: new Listener(progress =>
            {
                if (progress.Elapsed > TimeSpan.FromMinutes(1))
                {
                    stop.Cancel();
                }
            })
        );

        result.ShouldBe(new RunResult(RunOutcome.Stopped, "the run was stopped"));
        test.Cluster.JobsAlive.ShouldBe(0);
        test.Cluster.Jars.ShouldBe(0);
    }

    [Fact]
    public async Task The_job_is_canceled_and_the_JAR_deleted_if_the_load_generator_fails()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Join);

        (
            await Should.ThrowAsync<InvalidOperationException>(() =>
                test.RunAsync(options => options with { Environment = new BrokenSite(options.Environment!) })
            )
        ).Message.ShouldBe("the generator is gone");

        test.Cluster.States.ShouldBe("CANCELED");
        test.Cluster.Jars.ShouldBe(0);
    }

    [Fact]
    public async Task A_playbook_step_without_a_deployer_fails_the_run_before_any_job_starts()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(
            FlinkTest.Join with
            {
                Deployment = [new DeploymentStep("one", TimeSpan.Zero) { Playbook = "application/consul" }],
            }
        );

        (RunResult result, RunHistory history) = await test.RunAsync();

        result.Outcome.ShouldBe(RunOutcome.Failed);
        result
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .ShouldBe("deployment.one.playbook: this program runs no playbooks; leave it out, or deploy it before");
        history.Events.ShouldBeEmpty();
        test.Cluster.States.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_whose_job_cannot_be_canceled_fails_and_reports_possible_leftovers()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Join);
        test.Server.Faults.Add(
            new Fault(FaultKind.Answer, request => request.Method == "PATCH") { Status = 400, Body = """{"errors":["no"]}""" }
        );

        (RunResult result, _) = await test.RunAsync();

        result.Outcome.ShouldBe(RunOutcome.Failed);
        result.Reason.ShouldStartWith("resources may be left on the cluster: Provider 'flink' has 1 error:");
        test.Cluster.Jars.ShouldBe(0);
    }

    [Fact]
    public async Task A_sizing_policy_scales_out_an_overloaded_Flink_job()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(
            FlinkTest.Join with
            {
                Scaling = new PolicyStrategy(
                    new ThresholdSizing
                    {
                        Metric = "lag",
                        UpperThreshold = 1_000,
                        LowerThreshold = 0,
                        MaxNodes = 3,
                    }
                ),
                ScalingInterval = TimeSpan.FromSeconds(30),
            }
        );

        (RunResult result, RunHistory history) = await test.RunAsync();

        result.ShouldBe(new RunResult(RunOutcome.Completed));
        history.Find("parallelism").Values[^1].ShouldBe(3);
    }

    [Fact]
    public async Task A_Flink_run_without_measurements_fails()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Join);
        test.Server.Faults.Add(
            new Fault(FaultKind.Answer, request => request.Path.Value!.EndsWith("/metrics", StringComparison.Ordinal))
            {
                Times = int.MaxValue,
                Status = 200,
                Body = "[{\"id\":7}]",
            }
        );

        (RunResult result, RunHistory history) = await test.RunAsync();

        result.Outcome.ShouldBe(RunOutcome.Failed);
        result.Reason.ShouldStartWith(
            "nothing was measured: no record was processed after the warm-up of 30s; the job was RUNNING at the end"
        );
        result.Reason.ShouldContain("'[0].id' of its answer is 7 where a text should be");
        history.Events.Count(historyEvent => historyEvent.Text.StartsWith("it cannot be read", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_source_that_does_not_report_its_lag_fails_the_run()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Join);
        test.Cluster.PendingMetric = "recordsLag";

        (RunResult result, _) = await test.RunAsync();

        result.Outcome.ShouldBe(RunOutcome.Failed);
        result.Reason.ShouldContain(
            "'Source: source' has no metric 'pendingRecords', so its lag is unknown; use a source that reports it (FLIP-33)"
        );
        test.Cluster.JobsAlive.ShouldBe(0);
    }

    // Flink 1.18, AbstractAggregatingMetricsHandler.java: the response is empty if one of the requested metrics has no value.
    [Theory]
    [InlineData("numRecordsInPerSecond")]
    [InlineData("numRecordsOutPerSecond")]
    [InlineData("busyTimeMsPerSecond")]
    [InlineData("hardBackPressuredTimeMsPerSecond")]
    public async Task A_metric_that_Flink_does_not_report_fails_the_run_with_its_name(string metric)
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Join);
        test.Cluster.MissingMetric = metric;

        (RunResult result, _) = await test.RunAsync();

        result.Outcome.ShouldBe(RunOutcome.Failed);
        result.Reason.ShouldContain($"'Source: source' has no metric '{metric}'; use Flink 1.15 or later, which reports it");
        test.Cluster.JobsAlive.ShouldBe(0);
    }

    // Flink 1.18, CheckpointingStatisticsHandler.java: 404 without checkpointing.
    [Fact]
    public async Task A_job_without_checkpointing_is_measured()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Join);
        test.Cluster.HasCheckpointing = false;

        (RunResult result, RunHistory history) = await test.RunAsync();

        result.ShouldBe(new RunResult(RunOutcome.Completed));
        history.Events.ShouldNotContain(historyEvent => historyEvent.Text.Contains("cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lag_and_latency_are_those_of_the_operator_metric_of_the_source()
    {
        // 2,500 records a second arrive, and one instance processes 1,000 of them.
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Join with { Duration = TimeSpan.FromMinutes(2) });

        (_, RunHistory history) = await test.RunAsync();

        SeriesData lag = history.Find("lag");
        lag.Values[^1].ShouldBe(1_500 * lag.Times[^1], 15_000);
        history.Find("latency").Values[^1].ShouldBe(lag.Values[^1] / 1_000, 15);
    }

    [Fact]
    public async Task A_job_without_the_operators_of_the_experiment_fails_the_run()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Join);
        test.Server.Faults.Add(
            new Fault(FaultKind.Answer, request =>
                request.Method == "GET" && request.Path.Value!.Split('/') is [.., "jobs", { Length: 32 }]
            )
            {
                Status = 200,
                Body =
                    """{"jid":"00000000000000000000000000000002","name":"other","state":"RUNNING","vertices":[{"id":"a","name":"Source: source -> Map","parallelism":1},{"id":"b","name":"Sink: out","parallelism":1}]}""",
            }
        );

        (RunResult result, _) = await test.RunAsync();

        result.ShouldBe(new RunResult(RunOutcome.Failed, "no vertex of the job has 'join'; it has 'Source: source -> Map', 'Sink: out'"));
        test.Cluster.JobsAlive.ShouldBe(0);
    }

    [Fact]
    public async Task A_run_without_task_managers_fails_before_the_job_runs()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Join);

        (RunResult result, _) = await test.RunAsync(options => options with { Environment = null });

        result.Outcome.ShouldBe(RunOutcome.Failed);
        result.Reason.ShouldContain("it is FAILED before it runs");
        test.Cluster.Jars.ShouldBe(0);
    }

    private static double Plateau(RunHistory history, int parallelism)
    {
        double[] counts = history.Find("parallelism").Values.ToArray();
        double[] throughput = history.Find("throughput").Values.ToArray();
        double[] values = [.. throughput.Where((_, index) => counts[index] == parallelism)];

        // The first samples include the start.
        return values[(values.Length / 2)..].Average();
    }

    private sealed class Listener(Action<RunProgress> hear) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => hear(value);
    }
}

/// <summary>A site whose load generator fails after some samples.</summary>
internal sealed class BrokenSite(IFlinkEnvironment inner) : IFlinkEnvironment
{
    private int _asked;

    public Task SetTaskManagersAsync(ValueList<TaskManager> taskManagers, CancellationToken cancellationToken) =>
        inner.SetTaskManagersAsync(taskManagers, cancellationToken);

    public Task SetLoadAsync(ValueMap<double> rates, CancellationToken cancellationToken) =>
        ++_asked == 5 ? throw new InvalidOperationException("the generator is gone") : inner.SetLoadAsync(rates, cancellationToken);

    public Task CleanUpAsync() => inner.CleanUpAsync();
}
