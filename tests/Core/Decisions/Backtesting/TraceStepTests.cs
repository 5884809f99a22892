namespace Sdk.Tests.Decisions.Backtesting;

public class TraceStepTests
{
    private static readonly TraceOptions Repairing = new() { Repair = TraceRepair.All };

    [Theory]
    [InlineData(200, 10, 0.3)]
    [InlineData(5000, 10, 0.3)]
    [InlineData(200, 60, 7)]
    [InlineData(1000, 0.1, 0.01)]
    [InlineData(20, 300, 20)]
    public void Timestamps_with_jitter_around_a_step_give_that_step_and_every_row(int rows, double step, double jitter)
    {
        Random random = new(7);

        LoadTrace trace = Read(Enumerable.Range(0, rows).Select(row => (row * step) + ((random.NextDouble() - 0.5) * 2 * jitter)));

        trace.Step.TotalSeconds.ShouldBe(step, 1e-9);
        trace.Values.ShouldBe(Enumerable.Range(0, rows).Select(row => (double)row));
        trace.Repairs.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Timestamps_with_jittering_intervals_give_the_mean_step_and_every_row(int seed)
    {
        Random random = new(seed);
        double at = 0;
        double[] times = [.. Enumerable.Range(0, 2000).Select(_ => at += 10 + ((random.NextDouble() - 0.5) * 0.6))];

        LoadTrace trace = Read(times);

        // Uniform within 0.3 s: four standard errors of the mean.
        trace.Step.TotalSeconds.ShouldBe(10, 4 * 0.3 / Math.Sqrt(3 * 2000));
        trace.Values.Count.ShouldBe(2000);
    }

    [Fact]
    public void Gaps_between_jittering_timestamps_are_reported_with_their_length()
    {
        Random random = new(11);
        double[] times =
        [
            .. Enumerable
                .Range(0, 200)
                .Where(row => row is not (50 or 100 or 101))
                .Select(row => (row * 10) + ((random.NextDouble() - 0.5) * 0.6)),
        ];

        DecisionException refused = Should.Throw<DecisionException>(() => Read(times));

        // Row 51 is on line 52: the header is line 1, and row 50 is missing.
        refused.Problems.Select(problem => problem.Position.Line).ShouldBe([52, 101]);
        refused.Problems[0].Message.ShouldStartWith("1 step of 10 s missing before ");
        refused.Problems[1].Message.ShouldStartWith("2 steps of 10 s missing before ");
        Read(times, Repairing).Values.Count.ShouldBe(200);
    }

    [Fact]
    public void Regular_steps_are_preserved()
    {
        foreach (double step in new[] { 1.0 / 3, 10.5, 55, 59, 61, 3601, 0.001 })
        {
            Read(Enumerable.Range(0, 100).Select(row => 1767225600 + Math.Round(row * step, 3)))
                .Step.TotalSeconds.ShouldBe(Math.Round(step, 3), 0.0006);
        }

        Read([0, 10.5, 21]).Step.ShouldBe(TimeSpan.FromSeconds(10.5));
        Read([0, 55, 110]).Step.ShouldBe(TimeSpan.FromSeconds(55));
    }

    [Fact]
    public void A_single_late_row_is_reported_as_one_problem()
    {
        Should
            .Throw<DecisionException>(() => Read([.. Enumerable.Range(0, 50).Select(row => row == 20 ? 204.0 : row * 10)]))
            .Problems.ShouldHaveSingleItem()
            .Message.ShouldBe("204 is between two steps of 10 s");
        Should
            .Throw<DecisionException>(() => Read([.. Enumerable.Range(0, 50).Select(row => row < 20 ? row * 10.0 : (row * 10) - 5)]))
            .Problems.ShouldHaveSingleItem()
            .Position.Line.ShouldBe(22);
    }

    [Theory]
    [InlineData("0 3 10 26 30 47 48 70 75 99")]
    [InlineData("0 1 3 7 15 31 63 127 255 511")]
    [InlineData("0.2 8.1 8.4 19.7 31 33.3 47.9 55 71 71.8")]
    public void Irregular_timestamps_are_one_error_with_its_line_and_the_fix(string times)
    {
        Problem problem = Should
            .Throw<DecisionException>(() => Read(times.Split(' ').Select(time => double.Parse(time, CultureInfo.InvariantCulture))))
            .Problems.ShouldHaveSingleItem();

        problem.Position.Line.ShouldBeGreaterThan(2);
        problem.Message.ShouldContain("no step");
        problem.Advice.ShouldContain("repair");
        problem.Advice.ShouldContain("TraceOptions.Step");
    }

    /// <summary>Distances 1, 5, 1, 5, 8, 1, 5, 14 have the median 5. Each step has the latest known value.</summary>
    [Fact]
    public void Irregular_timestamps_are_resampled_to_the_median_or_the_requested_step()
    {
        double[] times = [0, 1, 6, 7, 12, 20, 21, 26, 40];

        LoadTrace median = Read(times, new TraceOptions { Repair = TraceRepair.Gaps });
        LoadTrace asked = Read(times, new TraceOptions { Repair = TraceRepair.Gaps, Step = TimeSpan.FromSeconds(20) });

        median.Step.ShouldBe(TimeSpan.FromSeconds(5));
        median.Values.ShouldBe([0, 1, 3, 4, 5, 6, 7, 7, 8]);
        median.Repairs.ShouldHaveSingleItem().Advice.ShouldBe("they were resampled to steps of 5 s");
        asked.Step.ShouldBe(TimeSpan.FromSeconds(20));
        asked.Values.ShouldBe([0, 5, 8]);
        asked.Repairs.ShouldHaveSingleItem();
    }

    [Fact]
    public void Rows_closer_than_the_requested_step_are_one_error()
    {
        TraceOptions options = new() { Step = TimeSpan.FromMinutes(1) };
        double[] times = [.. Enumerable.Range(0, 60).Select(row => row * 10.0)];

        Should.Throw<DecisionException>(() => Read(times, options)).Problems.ShouldHaveSingleItem().Message.ShouldContain("60 s");
        Read(times, options with { Repair = TraceRepair.Gaps }).Values.ShouldBe([0, 6, 12, 18, 24, 30, 36, 42, 48, 54]);
    }

    [Fact]
    public void A_step_that_changes_within_a_trace_is_rejected()
    {
        double[] times = [.. Enumerable.Range(0, 100).Select(row => row < 50 ? row * 10.0 : 500 + ((row - 50) * 12.0))];

        Should.Throw<DecisionException>(() => Read(times)).Problems.ShouldHaveSingleItem().Message.ShouldContain("no step");
        Read(times, Repairing).Repairs.ShouldHaveSingleItem();
    }

    [Fact]
    public void Jittering_timestamps_can_be_read_with_an_explicit_step()
    {
        Random random = new(5);
        double[] times = [.. Enumerable.Range(0, 200).Select(row => row == 0 ? 0 : (row * 10) + ((random.NextDouble() - 0.5) * 0.6))];

        LoadTrace trace = Read(times, new TraceOptions { Step = TimeSpan.FromSeconds(10) });

        trace.Step.ShouldBe(TimeSpan.FromSeconds(10));
        trace.Values.Count.ShouldBe(200);
    }

    private static LoadTrace Read(IEnumerable<double> times, TraceOptions? options = null) =>
        TraceReader.ParseCsv(
            Encoding.UTF8.GetBytes(
                "time,load\n"
                    + string.Concat(times.Select((time, row) => string.Create(CultureInfo.InvariantCulture, $"{time:0.######},{row}\n")))
            ),
            options
        );
}
