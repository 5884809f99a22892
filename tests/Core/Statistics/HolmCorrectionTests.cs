using Scalewright.Statistics;

namespace Sdk.Tests.Statistics;

public class HolmCorrectionTests
{
    // S. Holm, "A Simple Sequentially Rejective Multiple Test Procedure", 1979: the i-th smallest of n values times
    // n - i + 1, at most 1, and never less than the one before; by hand.
    [Theory]
    [InlineData(new[] { 0.01, 0.02, 0.03, 0.04, 0.05 }, new[] { 0.05, 0.08, 0.09, 0.09, 0.09 })]
    [InlineData(new[] { 0.01, 0.04, 0.03, 0.005 }, new[] { 0.03, 0.06, 0.06, 0.02 })]
    [InlineData(new[] { 0.6, 0.9, 0.0 }, new[] { 1.0, 1.0, 0.0 })]
    [InlineData(new[] { 0.2 }, new[] { 0.2 })]
    [InlineData(new double[0], new double[0])]
    public void Corrected_values_follow_the_procedure_of_Holm(double[] values, double[] expected)
    {
        double[] corrected = [.. HolmCorrection.Correct(values)];

        corrected.Length.ShouldBe(expected.Length);
        corrected.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-12);
    }

    [Fact]
    public void Unknown_values_are_no_comparisons() =>
        HolmCorrection.Correct([double.NaN, 0.01, double.NaN, 0.04]).ShouldBe([double.NaN, 0.02, double.NaN, 0.04]);
}
