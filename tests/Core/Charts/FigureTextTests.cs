namespace Sdk.Tests.Charts;

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
    public void A_value_is_formatted_with_four_significant_digits(double value, string text) =>
        MeasurementFormatter.Format(value).ShouldBe(text);

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
    public void A_value_is_rounded_to_the_last_digit_of_its_margin(double value, double margin, string text) =>
        MeasurementFormatter.Format(value, margin).ShouldBe(text);

    // The unit follows the size; value and margin have the same decimals, at most two.
    [Theory]
    [InlineData(0.00088, double.NaN, "880 µs")]
    [InlineData(0.001249, double.NaN, "1.2 ms")]
    [InlineData(0.0057, 0.0003, "5.7 ± 0.3 ms")]
    [InlineData(0.00151, 0.000031, "1.51 ± 0.03 ms")]
    [InlineData(0.00151, 0.000001, "1.51 ± 0.01 ms")]
    [InlineData(0.000939, 0.000003, "939 ± 3 µs")]
    [InlineData(0.9997, double.NaN, "1.0 s")]
    [InlineData(5.23, double.NaN, "5.2 s")]
    [InlineData(59.7, double.NaN, "1 min")]
    [InlineData(160, double.NaN, "2 min 40 s")]
    [InlineData(160, 12, "2 min 40 s ± 12 s")]
    [InlineData(0, 0, "0 s")]
    [InlineData(double.NaN, double.NaN, "–")]
    [InlineData(0, 11e-6, "0 ± 11 µs")]
    public void A_duration_has_the_unit_of_its_size(double seconds, double margin, string text) =>
        MeasurementFormatter.FormatDuration(seconds, margin).ShouldBe(text);

    [Theory]
    [InlineData(3526.4, double.NaN, "3,526/s")]
    [InlineData(5613.2, 18.4, "5,613 ± 18/s")]
    [InlineData(9724, 94, "9,724 ± 94/s")]
    [InlineData(0.5, double.NaN, "0.50/s")]
    [InlineData(1000, 0, "1,000/s")]
    public void A_rate_has_thousands_separators_and_whole_numbers(double rate, double margin, string text) =>
        MeasurementFormatter.Rate(rate, margin).ShouldBe(text);

    [Theory]
    [InlineData(0.6, "60 %")]
    [InlineData(0.0154, "1.5 %")]
    [InlineData(0.0996, "10 %")]
    [InlineData(0, "0 %")]
    public void A_ratio_is_a_percentage_with_a_decimal_below_10(double ratio, string text) =>
        MeasurementFormatter.Ratio(ratio).ShouldBe(text);

    [Theory]
    [InlineData(2972.4, 2970)]
    [InlineData(12.345, 12.3)]
    [InlineData(0, 0)]
    public void A_load_in_a_sentence_has_three_digits(double value, double rounded) =>
        MeasurementFormatter.RoundToThree(value).ShouldBe(rounded, 1e-9);
}
