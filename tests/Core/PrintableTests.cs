namespace Sdk.Tests;

public class PrintableTests
{
    // Unicode 15.1: general categories Cc, Cf, Zl and Zp.
    [Theory]
    [InlineData("\u001b", "\\u001b"), InlineData("\u00ad", "\\u00ad"), InlineData("\u061c", "\\u061c"), InlineData("\u200b", "\\u200b"), InlineData("\u202e", "\\u202e")]
    [InlineData("\u2028", "\\u2028"), InlineData("\u2066", "\\u2066"), InlineData("\ufeff", "\\ufeff"), InlineData("\U000e0041", "\\udb40\\udc41")]
    public void What_is_not_seen_is_escaped(string text, string escaped) => TextEscaping.Escape($"a{text}b").ShouldBe($"a{escaped}b");

    [Fact]
    public void Half_a_pair_is_escaped_and_a_whole_one_is_not() => TextEscaping.Escape("🚀\ud83d!").ShouldBe("🚀\\ud83d!");

    [Fact]
    public void What_is_longer_is_cut() => TextEscaping.EscapeAndTruncate("abcdef", 3).ShouldBe("abc…");
}
