namespace Experiments.Tests.Reports;

public class VerdictTests
{
    // Means of runs: 100, 110, 120; with t = 4.303 for two degrees of freedom 4.303 * 10 / sqrt 3 = 24.84.
    [Fact]
    public void Throughput_is_a_measured_capacity_while_records_wait_and_an_instance_has_no_idle_time()
    {
        ExperimentVerdict verdict = Verdict(
            Point([.. new[] { 100.0, 110, 120 }.Select((rate, index) => Run(index + 1, 10, _ => new(1, 1000, rate, 5000, 1)))])
        );

        CapacityEstimate capacity = verdict.Points[0].Capacities.ShouldHaveSingleItem();
        (capacity.Kind, capacity.RecordsPerSecond, capacity.ToString()).ShouldBe((CapacityKind.Measured, 110, "110 ± 25"));
        capacity.MarginOfError.ShouldBe(24.84, 0.01);
        verdict.Sentence.ShouldBe("join falls behind: with 1 instance, it processes 110 ± 25 records/s of 1,000 records/s.");
    }

    // The instances of a keyed operator wait for the buffers of the busiest one, and it waits for theirs.
    [Fact]
    public void Throughput_with_a_backlog_is_measured_although_full_buffers_leave_instances_some_time()
    {
        ExperimentVerdict verdict = Verdict(
            Point(Run(1, 20, _ => new(7, 12_000, 11_700, 1_000_000, 0.76)), Run(2, 20, _ => new(7, 12_000, 11_700, 1_000_000, 0.75)))
        );

        verdict.Points[0].Capacities[0].ToString().ShouldBe("11,700");
        verdict.Sentence.ShouldBe("join falls behind: with 7 instances, it processes 11,700 records/s of 12,000 records/s.");
    }

    [Fact]
    public void A_job_that_keeps_up_has_an_estimated_capacity_of_its_throughput_over_the_busy_ratio()
    {
        ExperimentVerdict verdict = Verdict(
            Point(Run(1, 10, _ => new(1, 1000, 1000, 0, 0.5)), Run(2, 10, _ => new(1, 1000, 1000, 0, 0.5)))
        );

        verdict
            .Points[0]
            .Capacities[0]
            .ShouldBe(new CapacityEstimate(1, CapacityKind.Estimated, 2000, 0) { StandardDeviation = 0, RunCount = 2 });
        verdict.Sentence.ShouldBe("join keeps up with the peak load of 1,000 records/s with 1 instance.");
        verdict.Note.ShouldContain("≈ is estimated from busy time.");
    }

    [Fact]
    public void An_idle_job_has_the_load_that_it_kept_up_with_as_a_lower_bound()
    {
        ExperimentVerdict verdict = Verdict(
            Point(Run(1, 10, at => new(1, at == 5 ? 1100 : 1000, 1000, 0, 0.1)), Run(2, 10, _ => new(1, 1050, 1050, 0, 0.1)))
        );

        verdict.Points[0].Capacities[0].ToString().ShouldBe("≥ 1,050");
    }

    [Fact]
    public void Throughput_with_a_backlog_is_no_capacity_while_instances_idle()
    {
        ExperimentVerdict verdict = Verdict(
            Point(
                "slow",
                Run(1, 12, at => new(1, 1000, 3500, 5000 - (400 * at), 0.6)),
                Run(2, 12, at => new(1, 1000, 3500, 5000 - (400 * at), 0.6))
            ),
            Point("fast", Run(1, 12, _ => new(1, 1000, 1000, 0, 0.25)), Run(2, 12, _ => new(1, 1000, 1000, 0, 0.25)))
        );

        verdict.Points[0].Capacities[0].Kind.ShouldBe(CapacityKind.Unknown);
        verdict.Points[1].Capacities[0].ToString().ShouldBe("≈ 4,000");
        verdict.Sentence.ShouldBe("join keeps up with its peak load of 1,000 records/s at 1 of 2 points with 1 instance; 1 not decided.");
    }

    [Fact]
    public void Samples_beside_a_change_a_restart_or_a_fault_are_not_settled()
    {
        HistoryEvent fault = new(TimeSpan.FromSeconds(31), "fault", "freeze");
        RunHistory run = Run(1, 12, at => new(at < 4 ? 1 : 2, 1000, 1000, 0, 0.5), fault);

        SampleStates
            .Get(Data(), Data().Points[0], run)
            .Where(sample => sample.IsSettled)
            .Select(sample => sample.At)
            .ShouldBe([15, 20, 45, 50, 55, 60]);
    }

    // Whatever happens at the end of a sample affects the next two.
    [Fact]
    public void A_change_at_the_end_of_a_sample_affects_the_two_samples_after_it()
    {
        RunHistory run = Run(1, 8, _ => new(1, 1000, 1000, 0, 0.5), new HistoryEvent(TimeSpan.FromSeconds(20), "scale", "to 1"));

        SampleStates
            .Get(Data(), Data().Points[0], run)
            .Where(sample => sample.IsSettled)
            .Select(sample => sample.At)
            .ShouldBe([15, 20, 35, 40]);
    }

    [Fact]
    public void Samples_are_keeping_up_behind_in_between_or_down_by_their_seconds_of_load()
    {
        double[] lags = [0, 100, 101, 999, 1000, 1000, 50, 50];
        RunHistory run = Run(1, lags.Length, at => new(at == 7 ? 0 : 1, 1000, 1000, lags[at], 0.5));

        SampleStates
            .Get(Data(), Data().Points[0], run)
            .Select(sample => sample.State)
            .ShouldBe([
                SampleState.KeepingUp,
                SampleState.KeepingUp,
                SampleState.InBetween,
                SampleState.InBetween,
                SampleState.InBetween,
                SampleState.Behind,
                SampleState.InBetween,
                SampleState.Down,
            ]);
        ExperimentData strict = Data() with
        {
            Limits = new VerdictLimits
            {
                Backlog = new BacklogLimits { KeepingUp = TimeSpan.FromSeconds(0.05), Behind = TimeSpan.FromSeconds(2) },
            },
        };
        SampleStates
            .Get(strict, strict.Points[0], run)
            .Count(sample => sample.State is SampleState.KeepingUp or SampleState.Behind)
            .ShouldBe(1);
    }

    [Fact]
    public void The_warm_up_is_excluded_at_the_start_of_a_run_only()
    {
        ExperimentData data = Data() with { WarmUpPeriod = TimeSpan.FromSeconds(20) };

        SampleStates
            .Get(data, data.Points[0], Run(1, 10, at => new(at < 6 ? 1 : 2, 1000, 1000, 0, 0.5)))
            .Select(sample => sample.At)
            .ShouldBe([25, 30, 35, 40, 45, 50]);
    }

    [Fact]
    public void Estimates_that_differ_from_measurements_by_more_than_10_percent_are_not_used()
    {
        // One instance measures 1,000 records/s, and its busy time promises 2,000.
        Sample Course(int at) => at < 20 ? new(1, 900, 900, 0, 0.45) : new(1, 1500, 1000, 5000, 1);
        ExperimentVerdict verdict = Verdict(
            Point("a", Run(1, 40, Course), Run(2, 40, Course)),
            Point("b", Run(1, 40, _ => new(1, 900, 900, 0, 0.45)), Run(2, 40, _ => new(1, 900, 900, 0, 0.45)))
        );

        verdict.Points.Select(point => point.Capacities[0].ToString()).ShouldBe(["1,000", "≥ 900"]);
        verdict.Note.ShouldContain("Estimates are not used; where both exist, estimates are 100 % off the measurements.");
    }

    [Fact]
    public void A_job_that_another_operator_limits_has_no_measured_capacity_and_names_it()
    {
        ExperimentVerdict verdict = Verdict(
            Point(Run(1, 10, _ => new(1, 1000, 500, 5000, 0.5, Other: 1)), Run(2, 10, _ => new(1, 1000, 500, 5000, 0.5, Other: 1)))
        );

        verdict.Points[0].Capacities[0].Kind.ShouldBe(CapacityKind.Unknown);
        verdict.Sentence.ShouldBe("Not decided: the job is limited by source, not by join.");
    }

    [Fact]
    public void Throughput_that_changes_from_the_first_to_the_second_half_is_no_capacity()
    {
        Sample Course(int at) => new(1, 1000, at < 11 ? 400 : 800, 5000, 1);

        ExperimentVerdict verdict = Verdict(Point(Run(1, 20, Course), Run(2, 20, Course)));

        verdict.Points[0].Capacities[0].Kind.ShouldBe(CapacityKind.Unknown);
        verdict.Sentence.ShouldBe("Not decided: the throughput of join with a backlog changed during the runs.");
    }

    [Fact]
    public void Instances_are_needed_if_one_less_is_not_enough()
    {
        // Each instance processes 1,000 records/s; the load is 1,500. The first 20 samples have one instance.
        Sample Course(int at) => at < 20 ? new(1, 1500, 1000, 9000, 1) : new(2, 1500, 1500, 0, 0.75);

        ExperimentVerdict verdict = Verdict(Point(Run(1, 40, Course), Run(2, 40, Course)));

        (verdict.Points[0].MinInstances, verdict.Points[0].MaxInstances).ShouldBe((2, 2));
        verdict.Sentence.ShouldBe(
            "join needs 2 instances for the peak load of 1,500 records/s. With 2, it processes about 2,000 records/s."
        );
        verdict.Findings.ShouldBe(["2 instances process 2 times what 1 instance does: 100 % of the ideal."]);
    }

    [Fact]
    public void A_number_of_instances_is_an_upper_bound_if_smaller_ones_were_not_run()
    {
        Sample Course(int at) => new(3, 1500, 1500, 0, 0.5);

        Verdict(Point(Run(1, 20, Course), Run(2, 20, Course))).Points[0].InstancesNeeded.ShouldBe("at most 3");
    }

    [Fact]
    public void Without_runs_there_is_no_result_and_the_most_frequent_reason_is_named()
    {
        RunHistory[] runs =
        [
            .. Enumerable.Range(1, 3).Select(number => new RunHistory(number, RunOutcome.Failed, number == 1 ? "no disk" : "no node")),
        ];

        string sentence = ExperimentVerdict.Create(Data(Point(runs)) with { Runs = 3 }).Sentence;

        sentence.ShouldStartWith("No result: 0 of 3 runs completed; most frequent reason: failed, ");
        sentence.ShouldEndWith("no node.");
    }

    // Needs of 1, 2, 3 by the first parameter; the last value of the second one needs one more at the third.
    [Fact]
    public void A_sweep_groups_the_needs_by_the_strongest_parameter_and_names_one_exception()
    {
        PointResult[] points =
        [
            .. from skew in new[] { "0", "0.9" }
            from time in new[] { "200 µs", "400 µs", "800 µs" }
            let needed = (time, skew) switch
            {
                ("200 µs", _) => 1,
                ("400 µs", _) => 2,
                (_, "0") => 3,
                _ => 4,
            }
            select Needs([skew, time], needed),
            Needs(["0.3", "800 µs"], 3),
        ];

        new VerdictText(Data() with { Task = "pay" }, ["skew", "cpu_time"], points)
            .GetSentence()
            .ShouldBe(
                "For the peak load of 2,970 records/s, pay needs 1 instance at cpu_time 200 µs, 2 at 400 µs, and 3 at 800 µs (4 at skew 0.9)."
            );
    }

    [Fact]
    public void Every_exception_is_named_and_needs_that_no_parameter_separates_are_a_range()
    {
        PointResult[] points =
        [
            Needs(["0", "800 µs"], 3),
            Needs(["0.3", "800 µs"], 3),
            Needs(["0.9", "800 µs"], 4),
            Needs(["1", "800 µs"], 5),
            Needs(["0", "200 µs"], 1),
            Needs(["1", "200 µs"], 1),
        ];

        new VerdictText(Data() with { Task = "pay" }, ["skew", "cpu_time"], points)
            .GetSentence()
            .ShouldBe(
                "For the peak load of 2,970 records/s, pay needs 3 instances at cpu_time 800 µs (4 at skew 0.9, 5 at skew 1) and 1 at 200 µs."
            );
        new VerdictText(Data() with { Task = "pay" }, ["cpu_time"], [Needs(["800 µs"], 3), Needs(["800 µs"], 4), Needs(["200 µs"], 1)])
            .GetSentence()
            .ShouldBe("For the peak load of 2,970 records/s, pay needs 3 to 4 instances at cpu_time 800 µs and 1 at 200 µs.");
    }

    [Fact]
    public void A_sweep_whose_points_need_the_same_says_so() =>
        new VerdictText(Data(), ["skew"], [Needs(["0"], 2), Needs(["1"], 2)])
            .GetSentence()
            .ShouldBe("join needs 2 instances for the peak load of 2,970 records/s at every point.");

    [Fact]
    public void The_verdict_of_an_unfinished_sweep_counts_the_points_with_a_result()
    {
        PointResult open = Needs(["2"], 2) with { PeakLoad = double.NaN };

        new VerdictText(Data(), ["skew"], [Needs(["0"], 2), open, open])
            .GetSentence()
            .ShouldBe("Of 3 points, 1 has a result. join needs 2 instances for the peak load of 2,970 records/s there.");
        new VerdictText(Data(), ["skew"], [Needs(["0"], 2), Needs(["1"], 3), open])
            .GetSentence()
            .ShouldBe("Of 3 points, 2 have a result. For the peak load of 2,970 records/s, join needs 2 instances at skew 0 and 3 at 1.");
    }

    [Theory]
    [InlineData("job.operators.pay.cpu_time|job.operators.pay.skew", "cpu_time|skew")]
    [InlineData("job.operators.pay.cpu_time|job.operators.ship.cpu_time", "pay.cpu_time|ship.cpu_time")]
    [InlineData("load.orders.rate", "rate")]
    public void Parameters_have_the_shortest_end_of_their_paths_that_is_unique(string paths, string names)
    {
        PointData[] points =
        [
            .. new[] { "1", "2" }.Select(value => new PointData(value, ValueMap<string>.Empty, [])
            {
                Parameters = paths.Split('|').Aggregate(ValueMap<string>.Empty.With("runs", "3"), (map, path) => map.With(path, value)),
            }),
        ];

        new PointLabels([.. points]).Names.ShouldBe(names.Split('|'));
    }

    [Theory]
    [InlineData("200us", "200 µs")]
    [InlineData("1.5m", "1.5 min")]
    [InlineData("512MiB", "512 MiB")]
    [InlineData("0.9", "0.9")]
    [InlineData("uniform", "uniform")]
    public void Values_have_a_space_before_their_unit(string value, string text) => PointLabels.FormatValue(value).ShouldBe(text);

    // 12 points * 3 runs of 10 min. 800 us are 1,250 records/s for each instance without skew.
    [Fact]
    public async Task The_slowest_service_of_a_sweep_needs_the_most_instances()
    {
        using TemporaryFolder folder = new();
        ExperimentData data = await PageSeenTests.RunAsync(folder, folder.Write("shopload.yaml", ShopLoad));

        ExperimentVerdict verdict = ExperimentVerdict.Create(data);

        verdict.Sentence.ShouldBe(
            "For the peak load of 2,970 records/s, pay needs 1 instance at cpu_time 200 µs, 2 at 400 µs, and 3 at 800 µs (4 at skew 0.9)."
        );
        verdict.Parameters.ShouldBe(["skew", "cpu_time"]);
        verdict
            .Points.Select(point => point.Capacities.Single(item => item.Parallelism == 2).RecordsPerSecond)
            .ShouldAllBe(rate => rate > 2300);
        verdict.Note.ShouldContain("Throughput is not compared");
    }

    internal const string ShopLoad = """
        name: shopload
        seed: 11
        runs: 3
        duration: 10m
        warm_up: 30s
        task: pay
        task_managers: {slots: 1, cpus: 1, memory: 2048}
        nodes: [{kind: web, count: 6, cores: 8, memory: 16384}]
        job:
          name: shop
          topics: [{name: orders, partitions: 24}]
          operators:
            - {name: orders, topic: orders, cpu_time: 10us, parallelism: 1}
            - {name: pay, inputs: [orders], cpu_time: 400us, partitioning: keyed, keys: 1000, skew: 0.2}
        load: [{name: orders, shape: sine, mean: 2000, amplitude: 1000, period: 5m}]
        scaling:
          interval: 60s
          steps: [{node: web, taskmanager: [{number: 5, type: s, method: linear}]}]
        faults: [{at: 4m, freeze: web-2, duration: 20s}, {at: 7m, restart: web-1}]
        matrix: {job.operators.pay.skew: [0, 0.3, 0.6, 0.9], job.operators.pay.cpu_time: [200us, 400us, 800us]}
        """;

    private static PointResult Needs(ValueList<string> values, int needed) =>
        new(string.Join(',', values), values, 3)
        {
            PeakLoad = 2970,
            MinInstances = needed,
            MaxInstances = needed,
            Capacities =
            [
                new CapacityEstimate(1, CapacityKind.Measured, 1000, 1),
                new CapacityEstimate(needed, CapacityKind.Measured, 5000, 1),
            ],
        };

    [Fact]
    public void Points_that_need_more_instances_than_were_tried_are_the_darkest_of_the_heat_map()
    {
        PointData[] points = [.. from size in new[] { "1", "2" } from rate in new[] { 400.0, 5000.0 } select Loaded(size, rate)];

        HeatMap map = ExperimentPage.Create(Data(points)).Sections.SelectMany(section => section.HeatMaps).First();

        map.Cells.Select(cell => $"{cell.Text}: {cell.Value}").ShouldBe(["1: 1", "more than 2: 3", "1: 1", "more than 2: 3"]);

        static PointData Loaded(string size, double rate)
        {
            string load = rate.ToString(CultureInfo.InvariantCulture);
            RunHistory[] runs = [.. Enumerable.Range(1, 2).Select(number => Run(number, 20, at => Sampled(at < 10 ? 1 : 2, rate)))];
            return new PointData($"size={size},rate={load}", ValueMap<string>.Empty.With("size", size).With("rate", load), runs);
        }

        static Sample Sampled(int instances, double rate) =>
            rate < 1000 ? new(instances, rate, rate, 0, rate / 1000 / instances) : new(instances, rate, 1000 * instances, 50_000, 1);
    }

    private static ExperimentVerdict Verdict(params PointData[] points) => ExperimentVerdict.Create(Data(points));

    internal static ExperimentData Data(params PointData[] points) =>
        new("by-hand-001", "join") { Runs = 1, Points = points.Length > 0 ? [.. points] : [Point()] };

    internal static PointData Point(params RunHistory[] runs) => Point("base", runs);

    internal static PointData Point(string name, params RunHistory[] runs) => new(name, ValueMap<string>.Empty, runs);

    internal readonly record struct Sample(int Instances, double Load, double Throughput, double Lag, double Busy, double Other = 0);

    /// <summary>A run with a sample every 5 s; all instances are equally busy.</summary>
    internal static RunHistory Run(int number, int count, Func<int, Sample> course, params HistoryEvent[] events)
    {
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        foreach (HistoryEvent item in events)
        {
            writer.RecordEvent(item);
        }

        for (int at = 0; at < count; at++)
        {
            Sample sample = course(at);
            ValueList<SeriesKey> series =
            [
                new("arrivals", ""),
                new("throughput", ""),
                new("lag", ""),
                new("latency", ""),
                new("restarts", ""),
                new("parallelism", ""),
                new("busyTimeMsPerSecond", "source", 0),
                new("numRecordsInPerSecond", "join"),
                new("busyTimeMsPerSecond", "join"),
                new("hardBackPressuredTimeMsPerSecond", "join"),
                .. Enumerable.Range(0, sample.Instances).Select(instance => new SeriesKey("busyTimeMsPerSecond", "join", instance)),
            ];
            double busy = 1000 * sample.Busy;
            writer.RecordSample(
                TimeSpan.FromSeconds(5 * (at + 1)),
                series,
                [
                    sample.Load,
                    sample.Throughput,
                    sample.Lag,
                    0.25,
                    0,
                    sample.Instances,
                    1000 * sample.Other,
                    sample.Throughput,
                    busy,
                    0,
                    .. Enumerable.Repeat(busy, sample.Instances),
                ]
            );
        }

        writer.End(RunOutcome.Completed);
        return HistoryReader.Read(stream.ToArray(), number);
    }
}
