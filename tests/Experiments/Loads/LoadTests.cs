using Experiments.Tests.Streams;
using Scalewright.Decisions.Backtesting;

namespace Experiments.Tests.Loads;

public class LoadTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(0, 100)]
    [InlineData(30, 150)]
    [InlineData(60, 200)]
    [InlineData(600, 200)]
    public void A_ramp_rises_linearly_and_holds_its_final_rate(int seconds, double rate) =>
        new RampLoad(100, 200, Minute).RateAt(TimeSpan.FromSeconds(seconds)).ShouldBe(rate);

    [Theory]
    [InlineData(0, 100)]
    [InlineData(15, 150)]
    [InlineData(30, 100)]
    [InlineData(45, 50)]
    public void A_sine_load_starts_at_its_mean_and_rises(int seconds, double rate) =>
        new SineLoad(100, 50, Minute).RateAt(TimeSpan.FromSeconds(seconds)).ShouldBe(rate, 1e-9);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(59, 1)]
    [InlineData(60, 2)]
    [InlineData(1_000, 2)]
    public void A_step_load_changes_at_each_step_and_holds_the_last_rate(int seconds, double rate) =>
        new StepLoad([new LoadStep(1, Minute), new LoadStep(2, Minute)]).RateAt(TimeSpan.FromSeconds(seconds)).ShouldBe(rate);

    [Theory]
    [InlineData(9, 5)]
    [InlineData(10, 50)]
    [InlineData(69, 50)]
    [InlineData(70, 5)]
    public void A_spike_lasts_for_its_configured_duration(int seconds, double rate) =>
        new SpikeLoad(5, 50, TimeSpan.FromSeconds(10), Minute).RateAt(TimeSpan.FromSeconds(seconds)).ShouldBe(rate);

    // Integral: 100 t + t² · 100 / 120 up to a minute, then 200 a second.
    [
        Theory,
        InlineData(0, 60, 9_000),
        InlineData(0, 30, 3_750),
        InlineData(59.5, 61, 99.791_666_666_666_67 + 200),
        InlineData(600, 601, 200)
    ]
    public void The_record_count_of_a_ramp_is_the_integral_of_its_rate(double from, double to, double records) =>
        Between(new RampLoad(100, 200, Minute), from, to).ShouldBe(records, 1e-6);

    // Integral: 100 t + 50 · 60 / 2π · (1 - cos(2π t / 60)). Compared with 100 a second, the first half has 3000 / π
    // records more, and the second as many fewer.
    [
        Theory,
        InlineData(0, 30, 3_000 + (3_000 / Math.PI)),
        InlineData(30, 60, 3_000 - (3_000 / Math.PI)),
        InlineData(0, 60, 6_000),
        InlineData(600_000, 600_030, 3_000 + (3_000 / Math.PI))
    ]
    public void The_record_count_of_a_sine_load_is_the_integral_of_its_rate(double from, double to, double records) =>
        Between(new SineLoad(100, 50, Minute), from, to).ShouldBe(records, 1e-6);

    [
        Theory,
        InlineData(10, 11, 40_000),
        InlineData(0, 60, 40_000),
        InlineData(10.5, 10.6, 10_000),
        InlineData(10.8, 11.2, 10_000),
        InlineData(11, 12, 0)
    ]
    public void A_spike_shorter_than_a_second_contributes_all_its_records(double from, double to, double records) =>
        Between(new SpikeLoad(0, 100_000, TimeSpan.FromSeconds(10.5), TimeSpan.FromSeconds(0.4)), from, to).ShouldBe(records, 1e-6);

    [Theory, InlineData(0, 1, 150), InlineData(0.25, 0.75, 75), InlineData(0, 1.5, 350), InlineData(1, 3, 800), InlineData(500, 501, 400)]
    public void Steps_of_half_a_second_contribute_all_their_records(double from, double to, double records)
    {
        TimeSpan half = TimeSpan.FromSeconds(0.5);

        Between(new StepLoad([new LoadStep(100, half), new LoadStep(200, half), new LoadStep(400, half)]), from, to)
            .ShouldBe(records, 1e-9);
    }

    [
        Theory,
        InlineData(0, 1, 3),
        InlineData(0.25, 0.5, 0.75),
        InlineData(0, 2.5, 3 + (1.5 * 4)),
        InlineData(0.75, 1.25, 0.75 + 1),
        InlineData(900, 902, 8)
    ]
    public void The_record_count_of_a_trace_is_the_integral_of_its_steps(double from, double to, double records) =>
        Between(new TraceLoad(new LoadTrace("t", TimeSpan.FromSeconds(1), [3, 4])), from, to).ShouldBe(records, 1e-9);

    public static TheoryData<LoadShape> Shapes =>
        [
            new ConstantLoad(777),
            new RampLoad(0, 60_000, TimeSpan.FromSeconds(61.7)),
            new SineLoad(1_000, 900, TimeSpan.FromSeconds(7.3)),
            new SpikeLoad(10, 100_000, TimeSpan.FromSeconds(10.5), TimeSpan.FromSeconds(1.5)),
            new StepLoad([new LoadStep(5, TimeSpan.FromSeconds(0.3)), new LoadStep(9, TimeSpan.FromSeconds(2.2)), new LoadStep(1, Minute)]),
            new TraceLoad(new LoadTrace("t", TimeSpan.FromSeconds(0.7), [3, 4, 0, 90])),
            new SensorLoad(1_000, TimeSpan.FromMilliseconds(700)),
            new Slope(),
        ];

    [Theory, MemberData(nameof(Shapes))]
    public void The_record_counts_of_subintervals_add_up_to_that_of_the_whole_interval(LoadShape shape)
    {
        double sum = Enumerable.Range(0, 1_000).Sum(part => Between(shape, part * 0.1, (part + 1) * 0.1));

        sum.ShouldBe(Between(shape, 0, 100), 1e-6 * sum);
    }

    [Fact]
    public void The_default_record_count_of_a_custom_shape_integrates_its_rate() => Between(new Slope(), 2, 4).ShouldBe(6, 1e-9);

    // Updates at 0, 5, 11 (late) and 16 s; a ramp to 100 a second in 20 s has 2.5 t² records until t.
    [Fact]
    public void The_pacer_produces_the_record_count_of_the_shape_despite_irregular_updates()
    {
        LoadPacer course = new([new LoadSource("a", "a", new RampLoad(0, 100, TimeSpan.FromSeconds(20)))]);
        (double Made, double Rate, double At) state = default;
        foreach (double at in new[] { 0.0, 5, 11, 16 })
        {
            state = (
                state.Made + (state.Rate * (at - state.At)),
                course.NextRates(TimeSpan.FromSeconds(at), TimeSpan.FromSeconds(at + 5), default)["a"],
                at
            );

            (state.Made + (state.Rate * 5)).ShouldBe(at + 5 <= 20 ? 2.5 * (at + 5) * (at + 5) : 1_000 + (100 * (at - 15)), 1e-6);
        }
    }

    private static double Between(LoadShape shape, double from, double to) =>
        shape.RecordsBetween(TimeSpan.FromSeconds(from), TimeSpan.FromSeconds(to));

    private sealed record Slope : LoadShape
    {
        public override double RateAt(TimeSpan at, LoadFeedback feedback = default) => at.TotalSeconds;
    }

    [Fact]
    public void A_trace_load_replays_its_values_and_holds_the_last_one()
    {
        TraceLoad load = new(new LoadTrace("t", Minute, [3, 4]));

        new[] { 0, 60, 500 }.Select(seconds => load.RateAt(TimeSpan.FromSeconds(seconds))).ShouldBe([3, 4, 4]);
    }

    [Fact]
    public void Each_sensor_sends_one_record_per_interval() =>
        new SensorLoad(1_000, TimeSpan.FromMilliseconds(100), 3).RateAt(default).ShouldBe(30_000);

    [Theory]
    [InlineData(500, 500, 0)]
    [InlineData(5_000, 1_000, 3_000)]
    public void The_throughput_and_lag_of_a_closed_loop_load_follow_Littles_law(int users, double throughput, double lag)
    {
        // Little's law over the whole loop: users = throughput · (latency + think time of 1 s), and the job processes
        // 1,000 a second. 1,000 of the waiting records are in the buffer of the operator.
        ClosedLoopLoad load = new(users, TimeSpan.FromSeconds(1));
        StreamFlow flow = new(Jobs.Single(1), Jobs.Site(1));
        for (int second = 0; second < 600; second++)
        {
            if (second == 500)
            {
                flow.Read();
            }

            flow.Advance(
                TimeSpan.FromSeconds(1),
                load.RateAt(TimeSpan.FromSeconds(second), new LoadFeedback(flow.Lag, flow.PipelineSeconds))
            );
        }

        FlowReading reading = flow.Read();
        reading.Throughput.ShouldBe(throughput, throughput * 0.02);
        reading.Lag.ShouldBe(lag, users * 0.05);
    }

    [Fact]
    public void Invalid_fields_of_a_load_are_reported() =>
        new SineLoad(10, 20, TimeSpan.Zero)
            .Check()
            .Select(problem => problem.ToString())
            .ShouldBe([
                "period: 0s is not above 0; use more than 0",
                "amplitude: it is more than the mean; use a number from 0 to the mean",
            ]);
}
