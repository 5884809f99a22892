namespace Sdk.Tests;

public class FigureTextTests
{
    // Expected values are rounded by hand to four significant digits; integer digits are never dropped.
    [Theory]
    [InlineData(0, "0")]
    [InlineData(1000, "1000")]
    [InlineData(6272.5, "6272")]
    [InlineData(177.3786, "177.4")]
    [InlineData(0.001, "0.001000")]
    [InlineData(-0.00123456, "-0.001235")]
    [InlineData(123456, "123456")]
    [InlineData(1e-10, "1E-10")]
    [InlineData(1.5e20, "1.5E20")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.PositiveInfinity, "∞")]
    public void A_value_is_formatted_with_four_significant_digits(double value, string text) => MeasurementFormatter.Format(value).ShouldBe(text);

    // Two digits of the margin determine the last digit of the value (JCGM 100:2008, 7.2.6).
    [Theory]
    [InlineData(3712.4, 87.3, "3712 ± 87")]
    [InlineData(1230.83, 10.43, "1231 ± 10")]
    [InlineData(0.00108, 0.000123, "0.00108 ± 0.00012")]
    [InlineData(1000, 0.31, "1000.0 ± 0.3")]
    [InlineData(0.0013604, 0.0000064, "0.001360 ± 0.000006")]
    [InlineData(0, 0, "0 ± 0")]
    [InlineData(0, 0.25, "0.00 ± 0.25")]
    [InlineData(12.5, double.NaN, "12.50")]
    [InlineData(-0.001, 5, "0.0 ± 5.0")]
    public void A_value_is_rounded_to_the_last_digit_of_its_margin(double value, double margin, string text) => MeasurementFormatter.Format(value, margin).ShouldBe(text);
}
