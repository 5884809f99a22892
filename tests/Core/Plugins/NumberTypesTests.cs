using Scalewright.Plugins.Options;

namespace Sdk.Tests.Plugins;

public class NumberTypesTests
{
    [Theory]
    [InlineData("NaN")]
    [InlineData("+nan")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    public void A_word_for_a_number_that_is_not_finite_is_reported_as_a_text_without_a_warning(string word) =>
        Read(NumberTypes.Double(0.5, 10), new DocumentScalar(ScalarKind.Text, word))
            .ShouldBe([$"SW1102: found the text '{word}'; use a number"]);

    [Theory]
    [InlineData("1e999", "SW1103: 1e999 is above 10; use 10 or less")]
    [InlineData("-1e999", "SW1103: -1e999 is below 0.5; use 0.5 or more")]
    public void A_number_beyond_the_range_of_its_type_is_reported_with_its_digits(string digits, string expected) =>
        Read(NumberTypes.Double(0.5, 10), new DocumentScalar(ScalarKind.Number, digits)).ShouldBe([expected]);

    [Fact]
    public void Numbers_in_problems_are_invariant()
    {
        DocumentScalar tenth = new(ScalarKind.Number, "0.1");
        DocumentScalar twentieth = new(ScalarKind.Number, "-20.25");

        OddCulture.Run(() =>
        {
            Read(NumberTypes.Double(minimum: 0.5), tenth).ShouldBe(["SW1103: 0.1 is below 0.5; use 0.5 or more"]);
            Read(NumberTypes.Double(maximum: -20.5), twentieth).ShouldBe(["SW1103: -20.25 is above -20.5; use -20.5 or less"]);
            Read(NumberTypes.Decimal(minimum: 0.5m), tenth).ShouldBe(["SW1103: 0.1 is below 0.5; use 0.5 or more"]);
            Read(NumberTypes.Int32(-9, -5), new DocumentScalar(ScalarKind.Integer, "-3"))
                .ShouldBe(["SW1103: -3 is above -5; use -5 or less"]);
            Read(NumberTypes.Int32(-9, -5), new DocumentScalar(ScalarKind.Integer, "99999999999999999999"))
                .ShouldBe(["SW1103: 99999999999999999999 does not fit in 64 bits; use -9 to -5"]);
        });
    }

    private static string[] Read<T>(OptionType<T> type, DocumentScalar scalar)
    {
        ProblemList problems = new();
        type(new OptionNode(scalar, "share", problems), out _);
        return [.. problems.ToValueList().Select(problem => $"{problem.Code.Id}: {problem.Message}; {problem.Advice}")];
    }
}
