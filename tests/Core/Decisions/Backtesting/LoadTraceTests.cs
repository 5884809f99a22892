namespace Sdk.Tests.Decisions.Backtesting;

public class LoadTraceTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void Synthetic_traces_reject_step_counts_below_1_or_above_the_maximum(int count)
    {
        Refused(() => SyntheticTrace.Constant(1, Minute, count));
        Refused(() => SyntheticTrace.Steps(Minute, (1, 1), (1, count), (1, count == 0 ? -1 : 0)));
        Refused(() => SyntheticTrace.Daily(1, Minute, count, 10));
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Synthetic_traces_reject_steps_that_are_not_positive_or_exceed_the_date_range(long ticks)
    {
        Refused(() => SyntheticTrace.Constant(1, new TimeSpan(ticks), 2));
        Refused(() => SyntheticTrace.Steps(new TimeSpan(ticks), (1, 2)));
        Refused(() => SyntheticTrace.Daily(1, new TimeSpan(ticks), 1, 10));
    }

    [Fact]
    public void A_daily_trace_rejects_steps_longer_than_a_day_and_too_many_steps()
    {
        Refused(() => SyntheticTrace.Daily(1, TimeSpan.FromTicks(1), 1, 10));
        Refused(() => SyntheticTrace.Daily(1, TimeSpan.FromTicks(1), int.MaxValue, 10));
        Refused(() => SyntheticTrace.Daily(1, TimeSpan.FromDays(1) + TimeSpan.FromTicks(1), 1, 10));
        Refused(() => SyntheticTrace.Daily(1, TimeSpan.FromDays(1), 3_000_000, 10));
        SyntheticTrace.Daily(1, TimeSpan.FromDays(1), 3, 10).Values.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e308)]
    public void Invalid_loads_are_rejected(double load)
    {
        Refused(() => SyntheticTrace.Constant(load, Minute, 1));
        Refused(() => SyntheticTrace.Steps(Minute, (1, 1), (load, 1)));
        Refused(() => SyntheticTrace.Daily(1, Minute, 1, load));
        Refused(() => SyntheticTrace.Daily(1, Minute, 1, 10, spikesPerDay: load));
        Refused(() => SyntheticTrace.Daily(1, Minute, 1, 10, noise: load));
        Refused(() => SyntheticTrace.Constant(1, Minute, 2).ScaleToPeak(load));
    }

    [Fact]
    public void A_daily_trace_of_the_largest_arguments_is_valid() =>
        SyntheticTrace.Daily(int.MinValue, Minute, 1, 1e15, 1e15, 1e15).Check().ShouldBeEmpty();

    [Theory]
    [InlineData(double.Epsilon, 1e15)]
    [InlineData(1e15, double.Epsilon)]
    [InlineData(3, 1e15)]
    [InlineData(0, 5)]
    public void A_scaled_trace_is_valid_and_has_the_requested_peak(double from, double to)
    {
        LoadTrace scaled = SyntheticTrace.Steps(Minute, (0, 1), (from, 1)).ScaleToPeak(to);

        scaled.Check().ShouldBeEmpty();
        Math.Abs(scaled.Peak - (from > 0 ? to : 0)).ShouldBeLessThanOrEqualTo(to * 1e-12);
    }

    [Fact]
    public void Null_arguments_are_rejected_and_an_empty_trace_has_a_peak_of_0()
    {
        LoadTrace empty = new("empty", Minute, []);

        (empty.Peak, empty.Mean).ShouldBe((0, 0));
        empty.ScaleToPeak(5).Values.ShouldBeEmpty();
        empty.Check().Count.ShouldBe(1);
        Should.Throw<ArgumentNullException>(() => new LoadTrace(null!, Minute, []));
        Should.Throw<ArgumentNullException>(() => new LoadTrace("n", Minute, null!));
        Should.Throw<ArgumentNullException>(() => empty with { Values = null! });
        Should.Throw<ArgumentNullException>(() => empty with { Repairs = null! });
        Should.Throw<ArgumentNullException>(() => SyntheticTrace.Steps(Minute, null!));
        new LoadTrace("n", default, [1]).Check().ShouldHaveSingleItem().Field.ShouldBe("step");
    }

    private static void Refused(Func<LoadTrace> make) => Should.Throw<ArgumentOutOfRangeException>(make);
}
