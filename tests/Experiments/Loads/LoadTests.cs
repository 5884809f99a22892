using Scalewright.Decisions.Backtesting;
using Scalewright.Experiments.Loads;
using Scalewright.Experiments.Streams;
using Experiments.Tests.Streams;

namespace Experiments.Tests.Loads;

public class LoadTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(0, 100)]
    [InlineData(30, 150)]
    [InlineData(60, 200)]
    [InlineData(600, 200)]
    public void A_ramp_goes_evenly_and_stays_where_it_ends(int seconds, double rate) =>
        new RampLoad(100, 200, Minute).RateAt(TimeSpan.FromSeconds(seconds)).ShouldBe(rate);

    [Theory]
    [InlineData(0, 100)]
    [InlineData(15, 150)]
    [InlineData(30, 100)]
    [InlineData(45, 50)]
    public void A_sine_begins_at_its_mean_and_rises(int seconds, double rate) =>
        new SineLoad(100, 50, Minute).RateAt(TimeSpan.FromSeconds(seconds)).ShouldBe(rate, 1e-9);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(59, 1)]
    [InlineData(60, 2)]
    [InlineData(1_000, 2)]
    public void Steps_jump_and_the_last_stays(int seconds, double rate) =>
        new StepLoad([new LoadStep(1, Minute), new LoadStep(2, Minute)]).RateAt(TimeSpan.FromSeconds(seconds)).ShouldBe(rate);

    [Theory]
    [InlineData(9, 5)]
    [InlineData(10, 50)]
    [InlineData(69, 50)]
    [InlineData(70, 5)]
    public void A_spike_lasts_as_long_as_it_says(int seconds, double rate) =>
        new SpikeLoad(5, 50, TimeSpan.FromSeconds(10), Minute).RateAt(TimeSpan.FromSeconds(seconds)).ShouldBe(rate);

    [Fact]
    public void A_recorded_load_is_played_and_its_last_value_stays()
    {
        TraceLoad load = new(new LoadTrace("t", Minute, [3, 4]));

        new[] { 0, 60, 500 }.Select(seconds => load.RateAt(TimeSpan.FromSeconds(seconds))).ShouldBe([3, 4, 4]);
    }

    [Fact]
    public void Sensors_send_one_record_each_in_an_interval() =>
        new SensorLoad(1_000, TimeSpan.FromMilliseconds(100), 3).RateAt(default).ShouldBe(30_000);

    [Theory]
    [InlineData(500, 500, 0)]
    [InlineData(5_000, 1_000, 4_000)]
    public void Users_who_wait_send_nothing(int users, double throughput, double lag)
    {
        // Little's law over the whole loop: users = throughput · (latency + thinking of 1 s), and the job takes 1,000 a second.
        ClosedLoad load = new(users, TimeSpan.FromSeconds(1));
        StreamFlow flow = new(Jobs.Single(1), Jobs.Site(1));
        for (int second = 0; second < 600; second++)
        {
            if (second == 500)
            {
                flow.Read();
            }

            flow.Advance(TimeSpan.FromSeconds(1), load.RateAt(TimeSpan.FromSeconds(second), new LoadFeedback(flow.Lag, flow.PipelineSeconds)));
        }

        FlowReading reading = flow.Read();
        reading.Throughput.ShouldBe(throughput, throughput * 0.02);
        reading.Lag.ShouldBe(lag, users * 0.05);
    }

    [Fact]
    public void What_is_wrong_with_a_load_is_told() =>
        new SineLoad(10, 20, TimeSpan.Zero).Check().Select(problem => problem.ToString()).ShouldBe(["period: 0s is not above 0; use more than 0", "swing: it is more than the mean; use a number from 0 to the mean"]);
}
