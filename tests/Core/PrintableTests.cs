namespace Sdk.Tests;

public class PrintableTests
{
    // Unicode 15.1: general categories Cc, Cf, Zl and Zp.
    [Theory]
    [
        InlineData("\u001b", "\\u001b"),
        InlineData("\u00ad", "\\u00ad"),
        InlineData("\u061c", "\\u061c"),
        InlineData("\u200b", "\\u200b"),
        InlineData("\u202e", "\\u202e")
    ]
    [
        InlineData("\u2028", "\\u2028"),
        InlineData("\u2066", "\\u2066"),
        InlineData("\ufeff", "\\ufeff"),
        InlineData("\U000e0041", "\\udb40\\udc41")
    ]
    public void Invisible_Unicode_characters_are_escaped(string text, string escaped) =>
        TextEscaping.Escape($"a{text}b").ShouldBe($"a{escaped}b");

    [Fact]
    public void An_unpaired_surrogate_is_escaped_and_a_surrogate_pair_is_not() => TextEscaping.Escape("🚀\ud83d!").ShouldBe("🚀\\ud83d!");

    [Fact]
    public void Text_longer_than_the_limit_is_truncated() => TextEscaping.EscapeAndTruncate("abcdef", 3).ShouldBe("abc…");
}
