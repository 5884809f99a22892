using MathNet.Numerics.Distributions;
using Scalewright.Statistics;

namespace Sdk.Tests.Statistics;

public class StudentDistributionTests
{
    // NIST/SEMATECH e-Handbook, 1.3.6.7.2.
    [Theory]
    [InlineData(1, 0.05, 12.706)]
    [InlineData(7, 0.05, 2.365)]
    [InlineData(30, 0.05, 2.042)]
    [InlineData(100, 0.01, 2.626)]
    public void Quantiles_match_the_published_table(int freedom, double outside, double expected) =>
        StudentDistribution.GetQuantile(freedom, outside).ShouldBe(expected, 0.0005);

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.01)]
    [InlineData(1e-5)]
    [InlineData(0.8)]
    public void The_tails_beyond_a_quantile_have_the_probability_that_MathNet_computes(double outside)
    {
        foreach (double freedom in (double[])[0.5, 1, 1.5, 2, 2.7, 3, 10, 27.9, 28, 99, 500, 12_345.6])
        {
            double quantile = StudentDistribution.GetQuantile(freedom, outside);

            (2 * StudentT.CDF(0, 1, freedom, -quantile)).ShouldBe(outside, 1e-8 * outside, $"{freedom} degrees of freedom");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void There_is_no_quantile_without_a_degree_of_freedom(double freedom) =>
        StudentDistribution.GetQuantile(freedom).ShouldBe(double.NaN);
}
