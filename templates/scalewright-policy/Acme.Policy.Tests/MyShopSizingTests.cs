using Scalewright.Decisions;
using Scalewright.Decisions.Backtesting;

namespace AcmeSpace.Tests;

public class MyShopSizingTests
{
    private static readonly MyShopSizing Policy = new() { Target = 100, LowReadings = 3, MinNodes = 2, MaxNodes = 10 };

    [Fact]
    public void It_scales_out_at_once_and_in_after_three_low_readings() => Assert.Equal([5, 5, 5, 3], Decide([500, 300, 300, 300], size: 3));

    [Fact]
    public void A_higher_reading_starts_the_count_of_low_readings_again() => Assert.Equal([5, 5, 5, 5, 5, 3], Decide([300, 300, 500, 300, 300, 300], size: 5));

    [Theory]
    [InlineData(5000, 10)]
    [InlineData(0, 2)]
    [InlineData(double.NaN, 2)]
    public void The_size_is_at_least_two_and_at_most_ten(double load, int size)
    {
        Assert.Equal(size, Decide([load, load, load], size: 1)[^1]);
        Assert.InRange(Decide([load], size: 50)[0], 2, 10);
    }

    [Fact]
    public void A_failed_metric_keeps_the_size() => Assert.Equal([5], Decide([double.NaN], size: 5));

    [Fact]
    public void Invalid_options_are_reported_together() =>
        Assert.Equal(["Target", "LowReadings"], new MyShopSizing { Target = 0, LowReadings = 0 }.Check().Select(problem => problem.Field));

    [Fact]
    public void The_back_test_meets_its_goals()
    {
        LoadTrace load = MyShopBacktest.ReadLoad(Path.Combine(AppContext.BaseDirectory, "load.csv"));

        MyShopBacktest.Run(load)[0].ThrowIfMissed(MyShopBacktest.Goals);
    }

    private static int[] Decide(double[] loads, int size)
    {
        long[] state = new long[Policy.StateLength];
        int[] sizes = new int[loads.Length];
        for (int index = 0; index < loads.Length; index++)
        {
            MetricReading[] metrics = [MetricReading.FromValue("load", loads[index])];
            size = Policy.Decide(new DomainObservation { Timestamp = default, DesiredCount = size, Metrics = metrics }, state).To;
            sizes[index] = size;
        }

        return sizes;
    }
}
