using static Sdk.Tests.Documents.Reading;

namespace Sdk.Tests.Documents;

public class Yaml11Tests
{
    // Expected values are results of yaml.safe_load in PyYAML 6.0.
    [Theory]
    [InlineData("yes", ScalarKind.Boolean, "true")]
    [InlineData("Off", ScalarKind.Boolean, "false")]
    [InlineData("y", ScalarKind.Text, "y")]
    [InlineData("010", ScalarKind.Integer, "8")]
    [InlineData("-010", ScalarKind.Integer, "-8")]
    [InlineData("08", ScalarKind.Text, "08")]
    [InlineData("0x1F", ScalarKind.Integer, "31")]
    [InlineData("0b101", ScalarKind.Integer, "5")]
    [InlineData("0o17", ScalarKind.Text, "0o17")]
    [InlineData("1:30", ScalarKind.Integer, "90")]
    [InlineData("-1:30:00", ScalarKind.Integer, "-5400")]
    [InlineData("1_000", ScalarKind.Integer, "1000")]
    [InlineData("+7", ScalarKind.Integer, "7")]
    [InlineData("-0", ScalarKind.Integer, "0")]
    [InlineData("1e3", ScalarKind.Text, "1e3")]
    [InlineData("1.0e+3", ScalarKind.Number, "1.0e+3")]
    [InlineData("1.0e3", ScalarKind.Text, "1.0e3")]
    [InlineData("1:30.5", ScalarKind.Number, "90.5")]
    [InlineData("1_0.5", ScalarKind.Number, "10.5")]
    [InlineData(".5", ScalarKind.Number, ".5")]
    [InlineData(".inf", ScalarKind.Number, ".inf")]
    [InlineData("~", ScalarKind.Null, "~")]
    [InlineData("2020-01-01", ScalarKind.Timestamp, "2020-01-01")]
    [InlineData("2001-12-14t21:59:43.10-05:00", ScalarKind.Timestamp, "2001-12-14t21:59:43.10-05:00")]
    [InlineData("2020-1-1", ScalarKind.Text, "2020-1-1")]
    [InlineData("'010'", ScalarKind.Text, "010")]
    public void A_scalar_is_resolved_as_by_PyYAML(string written, ScalarKind kind, string text) =>
        Scalar(written, Dialect.Yaml11).ShouldBe((kind, text));

    // In PyYAML 6.0, yaml.safe_load("a: 1\nb: 0\na: 2\n") returns {'a': 2, 'b': 0}.
    [Fact]
    public void A_duplicate_key_takes_the_last_value()
    {
        DocumentMap map = Map("a: 1\nb: 0\na: 2\n", Dialect.Yaml11);

        map.Select(entry => $"{entry.Key} {entry.Value}").ShouldBe(["a 2", "b 0"]);
    }

    [Fact]
    public void Limits_positions_and_errors_match_those_of_YAML_1_2()
    {
        Fault("a: !!python/x 1\n", Dialect.Yaml11).ShouldBe("unsupported-tag 1:4");
        Fault(new string('[', 65), Dialect.Yaml11).ShouldBe("depth-limit 1:65");
    }
}
