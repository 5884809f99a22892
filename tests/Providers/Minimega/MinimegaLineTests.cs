using FsCheck;
using FsCheck.Fluent;
using Loopback.Minimega.Language;

namespace Minimega.Tests;

public class MinimegaLineTests
{
    [Theory]
    [InlineData("plain-1", "plain-1")]
    [InlineData("two words", "\"two words\"")]
    [InlineData("say \"hi\"", "'say \"hi\"'")]
    [InlineData("it's", "\"it's\"")]
    [InlineData("", "\"\"")]
    public void An_argument_is_quoted_only_when_necessary(string word, string quoted) => MinimegaScript.Quote(word).ShouldBe(quoted);

    [Theory]
    [InlineData("both ' and \"")]
    [InlineData("new\nline")]
    [InlineData("nul\0")]
    public void Text_that_cannot_be_quoted_is_rejected(string word) => Should.Throw<ArgumentException>(() => MinimegaScript.Quote(word));

    [Fact]
    public void Quoted_arguments_round_trip()
    {
        Prop.ForAll<string[]>(words =>
            {
                string[] quotable =
                [
                    .. words.Where(word => word is not null && !word.Any(char.IsControl) && !(word.Contains('"') && word.Contains('\''))),
                ];
                return ArgumentParser.Split(MinimegaCommandText.Join(quotable)).SequenceEqual(quotable, StringComparer.Ordinal);
            })
            .QuickCheckThrowOnFailure();
    }
}
