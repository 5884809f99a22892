namespace Sdk.Tests;

public class ProblemTests
{
    private static readonly Problem Bare = new(ProblemCode.OutOfRange, "-1 is below 1", "use 1 or more");

    [Theory]
    [InlineData("", 0, "", "-1 is below 1; use 1 or more")]
    [InlineData("", 0, "count", "count: -1 is below 1; use 1 or more")]
    [InlineData("farm.yaml", 0, "", "farm.yaml: -1 is below 1; use 1 or more")]
    [InlineData("farm.yaml", 0, "count", "farm.yaml count: -1 is below 1; use 1 or more")]
    [InlineData("farm.yaml", 9, "", "farm.yaml:9:13: -1 is below 1; use 1 or more")]
    [InlineData("farm.yaml", 9, "count", "farm.yaml:9:13 count: -1 is below 1; use 1 or more")]
    [InlineData("", 9, "", "9:13: -1 is below 1; use 1 or more")]
    public void A_colon_separates_the_location_from_the_message(string source, int line, string field, string text)
    {
        Problem problem = Bare with
        {
            Source = source,
            Position = line > 0 ? new TextPosition(line, 13) : TextPosition.None,
            Field = field,
        };

        problem.ToString().ShouldBe(text);
        new ProfileException("Farm", [problem]).Message.ShouldBe($"Farm has 1 error:\n  {text} [SW1103]");
    }
}
