using Scalewright.Programs;

namespace Samples.Tests.PhenixScaleApp;

public class FloatTextTests
{
    // Expected texts: Python 3.13, repr(float).
    [Theory]
    [InlineData(1e-6, "1e-06")]
    [InlineData(1e-7, "1e-07")]
    [InlineData(1e23, "1e+23")]
    [InlineData(1e22, "1e+22")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1e16, "1e+16")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(9007199254740993.0, "9007199254740992.0")]
    [InlineData(123456789012345680.0, "1.2345678901234568e+17")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00012, "0.00012")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(2.5, "2.5")]
    [InlineData(-1200.0, "-1200.0")]
    public void A_float_is_formatted_as_Python_formats_it(double number, string expected) => FloatText.Format(number).ShouldBe(expected);
}
