using Scalewright.Decisions;

namespace Experiments.Tests.Runs;

public class SimulatedRunTests
{
    [Fact]
    public async Task The_same_experiment_and_run_number_produce_identical_bytes()
    {
        Experiment experiment = Definitions.Read(Definitions.Join);

        byte[] one = await Recorder.BytesAsync(experiment);

        (await Recorder.BytesAsync(experiment)).ShouldBe(one);
        (await Recorder.BytesAsync(experiment, run: 2)).ShouldNotBe(one);
    }

    [Fact]
    public async Task Doubling_the_cost_halves_the_reported_throughput()
    {
        RunHistory one = await Recorder.RunAsync(Definitions.Read(Definitions.Join));
        RunHistory twice = await Recorder.RunAsync(
            Definitions.Read(Definitions.Join.Replace("cpu_time: 1ms", "cpu_time: 2ms", StringComparison.Ordinal))
        );

        one.Outcome.ShouldBe(RunOutcome.Completed);
        one.Mean("throughput", 100, 300).ShouldBe(1_000, 10);
        twice.Mean("throughput", 100, 300).ShouldBe(500, 5);
    }

    [Fact]
    public async Task A_crashed_machine_affects_throughput_events_and_scaling_decisions()
    {
        Experiment experiment = Definitions.Read(
            Definitions
                .Join.Replace("count: 1, slots: 1, cpus: 4", "count: 3, slots: 1, cpus: 2", StringComparison.Ordinal)
                .Replace(
                    "cpu_time: 1ms, partitioning: keyed",
                    "cpu_time: 1ms, parallelism: 3, partitioning: keyed",
                    StringComparison.Ordinal
                )
                .Replace("2500", "2000", StringComparison.Ordinal)
                + """

                scaling: {interval: 30s, busy: {above: 0.9, below: 0.1, min: 3, max: 6}}
                faults: [{at: 2m, crash: pico-2}]
                """
        );

        RunHistory history = await Recorder.RunAsync(experiment);

        history.Mean("taskmanagers", 60, 115).ShouldBe(3);
        history.Mean("throughput", 60, 115).ShouldBe(2_000, 60);
        history.Mean("throughput", 122, 135).ShouldBeLessThan(500);
        history
            .Events.Where(historyEvent => historyEvent.At >= TimeSpan.FromMinutes(2))
            .Take(3)
            .Select(historyEvent => $"{historyEvent.Kind} {historyEvent.Text}")
            .ShouldBe([
                "fault crash of node pico-2",
                "node pico-2 is lost",
                "job it lost a task manager and starts again from its last checkpoint",
            ]);
        history.Events.ShouldContain(historyEvent => historyEvent.Kind == "scale" && historyEvent.At > TimeSpan.FromMinutes(2));
        history.Mean("taskmanagers", 200, 300).ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public async Task Operators_are_scaled_to_the_instances_that_the_load_needs()
    {
        Experiment experiment = Definitions.Read(Definitions.Join + "\nscaling: {interval: 60s, operators: {}}\n");

        RunHistory history = await Recorder.RunAsync(experiment);

        // 2,500 records of 1 ms are 2.5 instances of work.
        history.Mean("parallelism", 250, 300).ShouldBeInRange(3, 6);
        history.Mean("throughput", 250, 300).ShouldBeGreaterThanOrEqualTo(2_450);
    }

    // 2,500 records of 100 ms are 250 instances of work, and there is capacity for three task managers of four cores,
    // with a slot each. A savepoint waits for the records in the buffers, which are small here.
    [Fact]
    public async Task A_job_that_has_reached_the_capacity_is_not_restarted_again()
    {
        RunHistory history = await Recorder.RunAsync(
            Definitions.Read(
                Definitions
                    .Join.Replace("cpu_time: 1ms", "cpu_time: 100ms, buffer: 10", StringComparison.Ordinal)
                    .Replace("cpu_time: 10us", "cpu_time: 10us, buffer: 10", StringComparison.Ordinal)
                    + "\nscaling: {interval: 30s, operators: {}}\n"
            )
        );

        history
            .Events.Where(historyEvent => historyEvent.Kind == "scale")
            .ShouldHaveSingleItem()
            .Text.ShouldEndWith("there is room for 3 slots, 3 task managers on pico-1 pico-2 pico-3");
        history.Mean("parallelism", 100, 300).ShouldBe(3);
        history.Mean("restarts", 299, 300).ShouldBe(1);
    }

    // The expected count is the integral of the shape; four times its square root is the tolerance for randomness.
    [Theory]
    [InlineData("shape: spike, base: 0, peak: 100000, at: 10500ms, duration: 400ms", 40_000)]
    [InlineData("shape: spike, base: 0, peak: 100000, at: 10500ms, duration: 1500ms", 150_000)]
    [InlineData("shape: ramp, from: 0, to: 60000, duration: 60s", 1_800_000 + (60_000 * 2.5))]
    [InlineData("shape: steps, steps: [{rate: 0, duration: 30500ms}, {rate: 80000, duration: 500ms}, {rate: 0, duration: 1s}]", 40_000)]
    public async Task All_records_of_a_load_arrive_and_none_is_lost(string shape, double records)
    {
        RunHistory history = await Recorder.RunAsync(
            Definitions.Read(
                Definitions
                    .Join.Replace("shape: constant, rate: 2500", shape, StringComparison.Ordinal)
                    .Replace("duration: 5m", "duration: 62500ms", StringComparison.Ordinal)
            )
        );
        double arrived = Total(history.Find("arrivals"));

        arrived.ShouldBe(records, 4 * Math.Sqrt(records));
        (Total(history.Find("throughput")) + history.Find("lag").Values[^1]).ShouldBe(arrived, 1e-6 * records);
    }

    [Fact]
    public async Task A_simulated_run_without_measurements_fails()
    {
        Experiment experiment = Definitions.Read(Definitions.Join + "\nfaults: [{at: 0s, crash: pico-1}]\n");

        RunHistory history = await Recorder.RunAsync(experiment with { Job = experiment.Job with { UsesAdaptiveScheduler = false } });

        history.Outcome.ShouldBe(RunOutcome.Failed);
        history.Reason.ShouldStartWith("nothing was measured: no record was processed after the warm-up of 20s; the job was ");
    }

    private static string TwoMachines =>
        Definitions
            .Join.Replace("count: 1, slots: 1", "count: 2, slots: 1", StringComparison.Ordinal)
            .Replace("cpu_time: 1ms", "cpu_time: 1ms, parallelism: 2", StringComparison.Ordinal)
            .Replace("rate: 2500", "rate: 500", StringComparison.Ordinal);

    [Fact]
    public async Task A_run_completes_despite_a_temporary_cut_between_two_machines()
    {
        RunHistory history = await Recorder.RunAsync(
            Definitions.Read($"{TwoMachines}\nfaults: [{{at: 1m, cut: [pico-1, pico-2], duration: 1m}}]\n")
        );

        history.Outcome.ShouldBe(RunOutcome.Completed);
        history.Mean("throughput", 75, 115).ShouldBe(0);
        history.Mean("throughput", 250, 300).ShouldBe(500, 15);
    }

    // The machine is unreachable for a minute. No records flow during the heartbeat timeout of 10 s. Then the job
    // continues on the other machine, and scales out when the first one is back.
    [Theory]
    [InlineData("isolate: pico-2")]
    [InlineData("freeze: pico-2")]
    public async Task A_machine_that_exceeds_the_heartbeat_timeout_is_lost_until_it_responds_again(string fault)
    {
        RunHistory history = await Recorder.RunAsync(Definitions.Read($"{TwoMachines}\nfaults: [{{at: 1m, {fault}, duration: 1m}}]\n"));

        history.Mean("throughput", 60, 70).ShouldBe(0);
        history.Mean("parallelism", 80, 115).ShouldBe(1);
        history.Mean("throughput", 90, 115).ShouldBeGreaterThan(450);
        history
            .Events.Where(historyEvent => historyEvent.Kind == "node" && historyEvent.At > TimeSpan.Zero)
            .Select(historyEvent => historyEvent.Text)
            .ShouldBe(["pico-2 is lost", "pico-2 works"]);
        history
            .Events.Single(historyEvent => historyEvent.Text == "pico-2 is lost")
            .At.ShouldBe(TimeSpan.FromSeconds(70), TimeSpan.FromSeconds(2));
        history.Mean("parallelism", 150, 300).ShouldBe(2);
        history.Mean("throughput", 250, 300).ShouldBe(500, 15);
    }

    [Theory]
    [InlineData("isolate: pico-2")]
    [InlineData("freeze: pico-2")]
    public async Task A_machine_that_responds_within_the_heartbeat_timeout_is_not_lost(string fault)
    {
        RunHistory history = await Recorder.RunAsync(Definitions.Read($"{TwoMachines}\nfaults: [{{at: 1m, {fault}, duration: 5s}}]\n"));

        history.Events.ShouldNotContain(historyEvent => historyEvent.Kind == "node" && historyEvent.At > TimeSpan.Zero);
        history.Find("restarts").Values[^1].ShouldBe(0);
        history.Mean("lag", 60, 70).ShouldBeGreaterThan(500, "what came in those seconds waited");
        history.Mean("throughput", 100, 300).ShouldBe(500, 15);
    }

    [Fact]
    public async Task An_isolated_machine_stops_processing_and_another_machine_replaces_it()
    {
        string text = Definitions.Join.Replace("rate: 2500", "rate: 500", StringComparison.Ordinal);

        RunHistory history = await Recorder.RunAsync(
            Definitions.Read(text + "\nscaling: {interval: 20s, operators: {}}\nfaults: [{at: 1m, isolate: pico-1}]\n")
        );

        history.Mean("throughput", 60, 70).ShouldBe(0);
        history.Events.ShouldContain(historyEvent => historyEvent.Text == "pico-1 is lost");
        history.Events.Last(historyEvent => historyEvent.Kind == "scale").Text.ShouldNotContain("pico-1");
        history.Mean("throughput", 200, 300).ShouldBe(500, 25);
    }

    [Fact]
    public async Task A_full_disk_is_recorded_as_a_fault_and_the_run_completes()
    {
        RunHistory history = await Recorder.RunAsync(
            Definitions.Read(Definitions.Join + "\nfaults: [{at: 1m, fill: pico-2, duration: 1m}]\n")
        );

        history.Outcome.ShouldBe(RunOutcome.Completed);
        history
            .Events.Where(historyEvent => historyEvent.Kind == "fault")
            .Select(historyEvent => (historyEvent.At, historyEvent.Text))
            .ShouldBe([(TimeSpan.FromMinutes(1), "the disk of node pico-2 is full for 00:01:00")]);
    }

    [Fact]
    public async Task A_run_ends_early_when_its_stop_rule_is_met()
    {
        RunHistory history = await Recorder.RunAsync(Definitions.Read(Definitions.Join + "\nstop: {lag_above: 50000, for: 10s}\n"));

        // The lag grows by 1,500 records a second, to 50,000 in about half a minute after the start.
        history.Outcome.ShouldBe(RunOutcome.Completed);
        history.Find("lag").Times[^1].ShouldBeInRange(35, 50);
        history.Events[^1].Kind.ShouldBe("stop");
    }

    [Fact]
    public async Task A_canceled_run_has_the_outcome_Stopped()
    {
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();

        (await Recorder.RunAsync(Definitions.Read(Definitions.Join), cancellationToken: stop.Token)).Outcome.ShouldBe(RunOutcome.Stopped);
    }

    [Fact]
    public async Task A_step_uses_the_larger_machine_class_of_a_kind_and_the_throughput_rises()
    {
        Experiment experiment = Definitions.Read(
            Definitions
                .Join.Replace(
                    "{kind: pico, count: 3, cores: 4}",
                    "{kind: grid5000, count: 1, cores: 1}\n  - {kind: grid5000, count: 2, cores: 16, memory: 32768}",
                    StringComparison.Ordinal
                )
                .Replace("slots: 1, cpus: 4", "slots: 1, cpus: 1", StringComparison.Ordinal)
                + """

                scaling:
                  interval: 60s
                  steps:
                    - {node: grid5000, type: small, taskmanager: [{number: 1, type: template}]}
                    - {node: grid5000, type: large, taskmanager: [{number: 2, type: s}]}
                """
        );

        RunHistory history = await Recorder.RunAsync(experiment);

        // A task manager of one core processes 1,000 records of 1 ms; three process the whole load.
        history
            .Events.Where(historyEvent => historyEvent.Kind == "scale")
            .ShouldHaveSingleItem()
            .Text.ShouldBe("step 2: 2 task managers more, of size s, on grid5000-2");
        history.Mean("throughput", 25, 60).ShouldBe(1_000, 20);
        history.Mean("throughput", 200, 300).ShouldBeGreaterThan(2_400);
    }

    [Fact]
    public async Task Initial_task_managers_skip_a_machine_without_capacity()
    {
        Experiment experiment = Definitions.Read(
            Definitions
                .Join.Replace(
                    "{kind: pico, count: 3, cores: 4}",
                    "{kind: pico, count: 1, cores: 1}\n  - {kind: big, count: 1, cores: 8}",
                    StringComparison.Ordinal
                )
                .Replace("count: 1, slots: 1, cpus: 4", "count: 2, slots: 1, cpus: 2", StringComparison.Ordinal)
                .Replace(
                    "cpu_time: 1ms, partitioning: keyed",
                    "cpu_time: 1ms, parallelism: 2, partitioning: keyed",
                    StringComparison.Ordinal
                ) + "\nfaults: [{at: 2m, crash: pico-1}]\n"
        );

        RunHistory history = await Recorder.RunAsync(experiment);

        // The small machine had no task manager, so its loss has no effect.
        history.Mean("taskmanagers", 60, 299).ShouldBe(2);
        history.Mean("restarts", 200, 299).ShouldBe(0);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Latency_aware_placement_avoids_the_machine_behind_a_slow_link()
    {
        Experiment blind = Experiment
            .Create("links")
            .WithDuration(TimeSpan.FromMinutes(6))
            .WithWarmUp(TimeSpan.FromSeconds(10))
            .AddNodes(new NodeClass("n", 4) { Cores = 1 })
            .UseJob(
                new StreamJob("job")
                {
                    Topics = [new JobTopic("in", 12)],
                    Operators =
                    [
                        new JobOperator("source") { Topic = "in" },
                        new JobOperator("work") { Inputs = [new JobInput("source")], CpuTimePerRecord = TimeSpan.FromMilliseconds(1) },
                    ],
                }
            )
            .AddLoad("in", "in", new ConstantLoad(1_500))
            .With(draft =>
                draft with
                {
                    Links = [.. new[] { "n-1", "n-3", "n-4" }.Select(node => new StreamLink("n-2", node, TimeSpan.FromMilliseconds(150)))],
                }
            )
            .UseScaling(
                new OperatorStrategy(
                    new StreamRules { CatchUpDuration = TimeSpan.FromMinutes(10), RestartDuration = TimeSpan.FromSeconds(30) }
                ),
                TimeSpan.FromSeconds(60)
            )
            .Build();

        RunHistory without = await Recorder.RunAsync(blind);
        RunHistory with = await Recorder.RunAsync(
            blind with
            {
                Scaling = ((OperatorStrategy)blind.Scaling!) with { IsLatencyAware = true },
            }
        );

        // The recorded latency, an input of strategies, is one-way and in seconds.
        without.Mean("link_latency", 60, 360, "n-1 n-2").ShouldBe(0.150, 0.02);
        without.Mean("link_latency", 60, 360, "n-1 n-3").ShouldBeLessThan(0.02);
        without.Mean("network_latency", 60, 360, "n-2").ShouldBe(0.150, 0.02);
        with.Mean("network_latency", 300, 360).ShouldBeLessThan(0.02);
        without.Mean("network_latency", 300, 360).ShouldBeGreaterThan(0.05);
        Placements(without)[0].ShouldContain("n-2");
        Placements(with).ShouldNotBeEmpty();
        Placements(with).ShouldAllBe(text => !text.Contains("n-2", StringComparison.Ordinal));
        with.Mean("throughput", 300, 360).ShouldBeGreaterThanOrEqualTo(1_450);
    }

    [Fact]
    public async Task The_latency_of_a_crashed_machine_is_NaN()
    {
        Experiment experiment = Definitions.Read(
            Definitions.Join + "\nscaling: {interval: 30s, operators: {}}\nfaults: [{at: 2m, crash: pico-2}]\n"
        );

        SeriesData latency = (await Recorder.RunAsync(experiment)).Find("network_latency", "pico-2");

        latency.Values[0].ShouldBeGreaterThan(0);
        latency.Values[^1].ShouldBe(double.NaN);
    }

    [Fact]
    public async Task Sizing_policies_receive_the_mean_latency_between_task_managers()
    {
        List<double> seen = [];
        Experiment experiment = Definitions.Read(
            Definitions.Join.Replace("count: 1, slots: 1", "count: 2, slots: 1", StringComparison.Ordinal)
        ) with
        {
            Links = [new StreamLink("pico-1", "pico-2", TimeSpan.FromMilliseconds(80))],
            Scaling = new PolicyStrategy(new Onlooker(seen)),
        };

        await Recorder.RunAsync(experiment);

        // Two of the four ordered pairs are a machine and itself, with a latency of 0, so the mean is half of 80 ms.
        seen.ShouldNotBeEmpty();
        seen.ShouldAllBe(seconds => Math.Abs(seconds - 0.040) < 0.006);
    }

    [Fact]
    public void The_builder_reports_all_missing_parts() =>
        Should
            .Throw<ExperimentException>(() => Experiment.Create("x").Build())
            .Problems.Select(problem => problem.Field)
            .ShouldBe(["nodes", "job.operators", "load"]);

    private sealed class Onlooker(List<double> seen) : ISizingPolicy
    {
        public int StateLength => 0;

        public Decision Decide(in DomainObservation observation, Span<long> state)
        {
            seen.Add(observation.Metrics.ToArray().Single(metric => metric.Name == "network_latency").Value);
            return Decision.Hold(observation.Timestamp, observation.DesiredCount);
        }
    }

    private static double Total(SeriesData data) =>
        data.Values.ToArray().Select((rate, index) => rate * (data.Times[index] - (index == 0 ? 0 : data.Times[index - 1]))).Sum();

    private static string[] Placements(RunHistory history) =>
        [
            .. history
                .Events.Where(historyEvent => historyEvent.Kind == "scale" && historyEvent.Text.Contains(" on ", StringComparison.Ordinal))
                .Select(historyEvent => historyEvent.Text),
        ];
}
