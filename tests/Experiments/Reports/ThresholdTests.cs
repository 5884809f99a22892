namespace Experiments.Tests.Reports;

public class ThresholdTests
{
    // Capacities of 100, 110 and 120 are 110 ± 24.84 records/s (t = 4.303).
    [Theory]
    [InlineData(85, ThresholdOutcome.Pass)]
    [InlineData(86, ThresholdOutcome.NotDecided)]
    [InlineData(134, ThresholdOutcome.NotDecided)]
    [InlineData(135, ThresholdOutcome.Fail)]
    public void A_threshold_is_decided_by_the_whole_interval(double min, Enum outcome)
    {
        RunHistory[] runs =
        [
            .. new[] { 100.0, 110, 120 }.Select((rate, index) => VerdictTests.Run(index + 1, 10, _ => new(1, 1000, rate, 5000, 1))),
        ];

        ThresholdResult result = Decide(new ExperimentThresholds { Capacity = new CapacityThreshold(1, min) }, runs);

        (result.Name, result.Measured, (Enum)result.Outcome).ShouldBe(("capacity with 1 instance", "110 ± 25", outcome));
    }

    [Fact]
    public void A_capacity_of_a_number_of_instances_that_was_not_run_is_not_decided() =>
        Decide(new ExperimentThresholds { Capacity = new CapacityThreshold(3, 1) }, Slow()).Outcome.ShouldBe(ThresholdOutcome.NotDecided);

    // The job is behind from 20 s to 40 s of 60 s, after a fault at 15 s.
    [Fact]
    public void Time_behind_and_time_to_catch_up_are_those_after_the_warm_up()
    {
        RunHistory run = VerdictTests.Run(
            1,
            12,
            at => new(1, 1000, 1000, at is >= 3 and < 8 ? 5000 : 0, 0.5),
            new HistoryEvent(TimeSpan.FromSeconds(15), "fault", "freeze")
        );

        Decide(new ExperimentThresholds { Behind = TimeSpan.FromSeconds(30) }, run)
            .ShouldBe(new ThresholdResult("base", "behind", "≤ 30 s", "30 s", ThresholdOutcome.Pass) { Excess = 0 });
        Decide(new ExperimentThresholds { Behind = TimeSpan.FromSeconds(29) }, run).Outcome.ShouldBe(ThresholdOutcome.Fail);
        Decide(new ExperimentThresholds { CatchUp = TimeSpan.FromSeconds(40) }, run)
            .ShouldBe(new ThresholdResult("base", "catch_up", "≤ 40 s", "35 s", ThresholdOutcome.Pass) { Excess = -5 });
        Decide(new ExperimentThresholds { KeptUp = 0.6 }, run)
            .ShouldBe(new ThresholdResult("base", "kept_up", "≥ 60 %", "50 %", ThresholdOutcome.Fail) { Excess = 0.6 - 0.5 });
    }

    [Fact]
    public void A_job_that_never_catches_up_fails()
    {
        RunHistory run = VerdictTests.Run(
            1,
            12,
            at => new(1, 1000, 1000, at >= 3 ? 5000 : 0, 0.5),
            new HistoryEvent(TimeSpan.FromSeconds(15), "fault", "freeze")
        );

        Decide(new ExperimentThresholds { CatchUp = TimeSpan.FromHours(1) }, run)
            .ShouldBe(
                new ThresholdResult("base", "catch_up", "≤ 60 min", "not before the end", ThresholdOutcome.Fail)
                {
                    Excess = double.PositiveInfinity,
                }
            );
    }

    [Fact]
    public void A_latency_that_was_not_recorded_is_not_decided() =>
        Decide(new ExperimentThresholds { LatencyP99 = TimeSpan.FromSeconds(1) }, Slow())
            .ShouldBe(new ThresholdResult("base", "latency_p99", "≤ 1 s", "–", ThresholdOutcome.NotDecided));

    [Fact]
    public void A_failed_threshold_is_the_first_finding_and_has_a_section_on_the_page()
    {
        ExperimentData data = VerdictTests.Data(VerdictTests.Point(Slow())) with
        {
            Thresholds = new ExperimentThresholds { Capacity = new CapacityThreshold(1, 500), KeptUp = 0.1 },
        };

        ExperimentVerdict verdict = ExperimentVerdict.Create(data);

        verdict.HasFailedThreshold.ShouldBeTrue();
        verdict.Findings[0].ShouldBe("2 of 2 thresholds fail: capacity with 1 instance is 100, the limit ≥ 500/s; 1 more fail.");
        ExperimentPage.Create(data).Sections[0].Table!.Rows[0].ShouldBe(["capacity with 1 instance", "≥ 500/s", "100", "fail"]);
    }

    /// <summary>At the first point, one threshold passes and one fails; at the second, both pass.</summary>
    [Fact]
    public void A_sweep_counts_the_points_at_which_a_threshold_fails_and_folds_the_results_of_the_points()
    {
        ExperimentThresholds thresholds = new() { Behind = TimeSpan.FromHours(1), Capacity = new CapacityThreshold(1, 500) };
        ExperimentData data = VerdictTests.Data(Point("0.5", 1000), Point("0.9", 100), Point("0.99", 90)) with { Thresholds = thresholds };

        ChartSection[] sections =
        [
            .. ExperimentPage.Create(data).Sections.Where(section => section.Table?.Columns.Contains("threshold") == true),
        ];

        ExperimentVerdict.Create(data).Findings[0].ShouldBe("1 of 2 thresholds fails: capacity with 1 instance at 2 of 3 points.");
        sections
            .Select(section => (section.Title, section.IsFolded))
            .ShouldBe([("Thresholds", false), ("2 threshold results failed", true), ("4 threshold results passed", true)]);
        sections[0]
            .Table!.Rows.Select(row => string.Join("; ", row))
            .ShouldBe(["capacity with 1 instance; ≥ 500/s; 2; 0; 1; 90; skew 0.99", "behind; ≤ 60 min; 0; 0; 3; 50 s; skew 0.5"]);
        sections[1]
            .Table!.Rows.Select(row => string.Join("; ", row))
            .ShouldBe(["0.9; capacity with 1 instance; ≥ 500/s; 100; fail", "0.99; capacity with 1 instance; ≥ 500/s; 90; fail"]);
        sections[2]
            .Table!.Rows.Select(row => $"{row[0]} {row[1]} {row[^1]}")
            .ShouldBe(["0.5 capacity with 1 instance pass", "0.5 behind pass", "0.9 behind pass", "0.99 behind pass"]);

        static PointData Point(string skew, double rate) =>
            VerdictTests.Point([
                .. Enumerable.Range(1, 2).Select(number => VerdictTests.Run(number, 10, _ => new(1, 1000, rate, 5000, 1))),
            ]) with
            {
                Name = $"job.operators.join.skew={skew}",
                Parameters = ValueMap<string>.Empty.With("job.operators.join.skew", skew),
            };
    }

    [Fact]
    public void Thresholds_are_read_kept_in_the_folder_and_read_again()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write(
            "words.yaml",
            WordCount.Definition
                + "thresholds: {latency_p99: 10ms, capacity: {instances: 3, min: 5000}, catch_up: 2m, behind: 30s, kept_up: 95%}\n"
        );

        ExperimentFolder created = ExperimentFolder.Create(folder.At("data"), ExperimentDefinition.Load(file), TimeProvider.System);

        ExperimentFolder
            .Open(created.FullPath)
            .ReadData()
            .Thresholds.ShouldBe(
                new ExperimentThresholds
                {
                    LatencyP99 = TimeSpan.FromMilliseconds(10),
                    Capacity = new CapacityThreshold(3, 5000),
                    CatchUp = TimeSpan.FromMinutes(2),
                    Behind = TimeSpan.FromSeconds(30),
                    KeptUp = 0.95,
                }
            );
    }

    [Theory]
    [InlineData("{latency_p98: 10ms}", "thresholds.latency_p98")]
    [InlineData("{latency_p99: -1s}", "thresholds.latency_p99")]
    [InlineData("{kept_up: 0.95}", "thresholds.kept_up")]
    [InlineData("{capacity: {instances: 0, min: 5}}", "thresholds.capacity.instances")]
    [InlineData("{capacity: {instances: 1}}", "thresholds.capacity.min")]
    [InlineData("{capacity: {instances: 1, min: -1}}", "thresholds.capacity.min")]
    public void An_invalid_threshold_is_reported_with_its_field(string thresholds, string field)
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("words.yaml", WordCount.Definition + $"thresholds: {thresholds}\n");

        ExperimentDefinition.Load(file).Problems.ShouldHaveSingleItem().Field.ShouldBe(field);
    }

    [Theory]
    [InlineData("p99", "did you mean 'latency_p99'?")]
    [InlineData("latency_p9", "did you mean 'latency_p95' or 'latency_p99'?")]
    [InlineData("latency_p98", "use behind, capacity, catch_up, kept_up, latency_max, latency_p50, latency_p95, latency_p99")]
    public void A_shortened_name_of_a_threshold_is_reported_with_its_full_name(string name, string advice)
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("words.yaml", WordCount.Definition + $"thresholds: {{{name}: 10ms}}\n");

        ExperimentDefinition
            .Load(file)
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .ShouldEndWith($"thresholds.{name}: unknown field; {advice}");
    }

    [Fact]
    public void Limits_of_the_backlog_are_read_kept_in_the_folder_and_read_again()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("words.yaml", WordCount.Definition + "backlog: {keeping_up: 50ms, behind: 3s}\n");

        ExperimentFolder created = ExperimentFolder.Create(folder.At("data"), ExperimentDefinition.Load(file), TimeProvider.System);

        ExperimentFolder
            .Open(created.FullPath)
            .ReadData()
            .Limits.Backlog.ShouldBe(new BacklogLimits { KeepingUp = TimeSpan.FromMilliseconds(50), Behind = TimeSpan.FromSeconds(3) });
    }

    [Theory]
    [InlineData("{keeping_up: 2s}", "backlog.behind: 1s is not above keeping_up, 2s; use a longer one")]
    [InlineData("{behind: 100ms}", "backlog.behind: 100ms is not above keeping_up, 100ms; use a longer one")]
    [InlineData("{keeping_up: -1s}", "backlog.keeping_up: -1s is outside of 0s to 31d; use 0s to 31d")]
    [InlineData("{behnid: 3s}", "backlog.behnid: unknown field; did you mean 'behind'?")]
    public void Invalid_limits_of_the_backlog_are_reported(string backlog, string message)
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("words.yaml", WordCount.Definition + $"backlog: {backlog}\n");

        ExperimentDefinition.Load(file).Problems.ShouldHaveSingleItem().ToString().ShouldEndWith(message);
    }

    private static RunHistory[] Slow() =>
        [.. Enumerable.Range(1, 2).Select(number => VerdictTests.Run(number, 10, _ => new(1, 1000, 100, 5000, 1)))];

    private static ThresholdResult Decide(ExperimentThresholds thresholds, params RunHistory[] runs) =>
        ExperimentVerdict
            .Create(VerdictTests.Data(VerdictTests.Point(runs)) with { Thresholds = thresholds })
            .Thresholds.ShouldHaveSingleItem();
}
