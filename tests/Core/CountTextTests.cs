namespace Sdk.Tests;

public class CountTextTests
{
    [Theory]
    [
        InlineData(0, "node", "0 nodes"),
        InlineData(1, "node", "1 node"),
        InlineData(2, "node", "2 nodes"),
        InlineData(1000, "file", "1000 files")
    ]
    [InlineData(1, "address", "1 address"), InlineData(3, "address", "3 addresses"), InlineData(-1, "node", "-1 nodes")]
    [InlineData(4, "policy", "4 policies"), InlineData(2, "day", "2 days")]
    public void A_noun_is_singular_for_one_and_plural_for_any_other_count(long count, string noun, string expected) =>
        Pluralizer.Format(count, noun).ShouldBe(expected);
}
