using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;
using Scalewright.Statistics;
using MathNetStatistics = MathNet.Numerics.Statistics.Statistics;

namespace Sdk.Tests.Statistics;

public class SampleInferenceTests
{
    private static readonly double[] Speeds = [27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1];
    private static readonly double[] Others = [27.1, 22.0, 20.8, 23.4, 23.4, 23.5];

    [Fact]
    public void Mean_deviation_and_margin_match_MathNet()
    {
        double expected = StudentT.InvCDF(0, 1, Speeds.Length - 1, 0.975) * Speeds.StandardDeviation() / Math.Sqrt(Speeds.Length);

        SampleInference.GetMean(Speeds).ShouldBe(Speeds.Mean(), 1e-12);
        SampleInference.GetDeviation(Speeds).ShouldBe(Speeds.StandardDeviation(), 1e-12);
        SampleInference.GetMargin(Speeds.Length, SampleInference.GetDeviation(Speeds)).ShouldBe(expected, 1e-8);
    }

    [Fact]
    public void Quantiles_interpolate_as_MathNet_does_for_type_7()
    {
        double[] sorted = [.. Speeds.Order()];

        foreach (double probability in (double[])[0, 0.1, 0.25, 0.5, 0.77, 1])
        {
            SampleInference
                .GetQuantile(sorted, probability)
                .ShouldBe(MathNetStatistics.QuantileCustom(sorted, probability, QuantileDefinition.R7), 1e-12);
        }
    }

    // Values of an independent program: the standard error of the means of five values, for each cut by its definition.
    [Theory]
    [InlineData(20, 10)]
    [InlineData(60, 30)]
    [InlineData(200, 75)]
    public void A_transient_at_the_start_is_found_by_MSER_5(int count, int expected)
    {
        double[] values = [.. Enumerable.Range(0, count).Select(index => (100 * Math.Exp(-index / 8.0)) + (index * 37 % 11 / 10.0))];

        SampleInference.FindTransient(values).ShouldBe(expected);
    }

    [Fact]
    public void Without_a_transient_and_with_few_values_nothing_is_cut()
    {
        SampleInference.FindTransient([.. Enumerable.Repeat(5.0, 40)]).ShouldBe(0);
        SampleInference.FindTransient([9, 1, 1, 1, 1, 1, 1, 1, 1, 1]).ShouldBe(0);
        SampleInference.FindTransient([]).ShouldBe(0);
    }

    // Twenty-three values: ten batches of two, whose means MathNet evaluates; the last three values remain unused.
    [Fact]
    public void The_margin_of_dependent_values_comes_from_ten_batch_means()
    {
        double[] values = [.. Enumerable.Range(0, 23).Select(index => (index * 7 % 23) + (index * 0.5))];
        double[] means = [.. Enumerable.Range(0, 10).Select(batch => (values[2 * batch] + values[(2 * batch) + 1]) / 2)];
        double expected = StudentT.InvCDF(0, 1, 9, 0.975) * means.StandardDeviation() / Math.Sqrt(10);

        SampleInference.GetBatchMargin(values, batch => batch.Average()).ShouldBe(expected, 1e-8);
        SampleInference.GetBatchMargin(values[..19], batch => batch.Average()).ShouldBe(double.NaN);
    }

    // With the quantiles of MathNet, the count is the smallest whose margin is small enough.
    [Theory]
    [InlineData(10, 5)]
    [InlineData(30, 5)]
    [InlineData(1, 5)]
    public void The_count_for_a_margin_is_the_smallest_that_reaches_it(double deviation, double margin)
    {
        int count = SampleInference.GetCount(deviation, margin, 1_000)!.Value;

        Margin(count).ShouldBeLessThanOrEqualTo(margin);
        (count == 2 || Margin(count - 1) > margin).ShouldBeTrue();
        SampleInference.GetCount(1_000, 1, 1_000).ShouldBeNull();
        SampleInference.GetCount(double.NaN, 1, 1_000).ShouldBeNull();

        double Margin(int runs) => StudentT.InvCDF(0, 1, runs - 1, 0.975) * deviation / Math.Sqrt(runs);
    }

    // Welch's formulas with the variances and the distribution of MathNet.
    [Fact]
    public void The_margin_of_a_difference_uses_Welchs_degrees_of_freedom()
    {
        (double one, double other) = (Speeds.Variance() / Speeds.Length, Others.Variance() / Others.Length);
        double freedom = Math.Pow(one + other, 2) / ((one * one / (Speeds.Length - 1)) + (other * other / (Others.Length - 1)));
        double expected = StudentT.InvCDF(0, 1, freedom, 0.975) * Math.Sqrt(one + other);

        SampleInference
            .GetMargin(Speeds.Length, Speeds.StandardDeviation(), Others.Length, Others.StandardDeviation())
            .ShouldBe(expected, 1e-8);
        SampleInference.GetMargin(3, 0, 3, 0).ShouldBe(0);
        SampleInference.GetMargin(1, double.NaN, 3, 1).ShouldBe(double.NaN);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(-4)]
    [InlineData(40)]
    public void The_p_value_of_a_difference_is_that_of_Welchs_t_test(double difference)
    {
        (double one, double other) = (Speeds.Variance() / Speeds.Length, Others.Variance() / Others.Length);
        double freedom = Math.Pow(one + other, 2) / ((one * one / (Speeds.Length - 1)) + (other * other / (Others.Length - 1)));
        double expected = 2 * StudentT.CDF(0, 1, freedom, -Math.Abs(difference) / Math.Sqrt(one + other));

        SampleInference
            .GetPValue(difference, Speeds.Length, Speeds.StandardDeviation(), Others.Length, Others.StandardDeviation())
            .ShouldBe(expected, 1e-8 * expected);
    }

    [Fact]
    public void A_difference_without_variance_or_with_one_value_has_a_p_value_only_if_it_is_known()
    {
        SampleInference.GetPValue(0, 3, 0, 3, 0).ShouldBe(1);
        SampleInference.GetPValue(5, 3, 0, 3, 0).ShouldBe(0);
        SampleInference.GetPValue(5, 1, double.NaN, 3, 1).ShouldBe(double.NaN);
    }
}
