namespace Sdk.Tests;

public class ShellQuoteTests
{
    private const char BatchEnd = '\0';

    // POSIX Shell Command Language 2.2.2: a single quote cannot occur within single quotes.
    [Theory]
    [InlineData("", "''")]
    [InlineData("host-1", "'host-1'")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("$(reboot)", "'$(reboot)'")]
    public void A_text_becomes_one_word_in_single_quotes(string text, string quoted) => ShellQuote.Quote(text).ShouldBe(quoted);

    [Fact]
    public void A_command_line_quotes_every_word() => ShellQuote.Join("rm", "-f", "a b").ShouldBe("'rm' '-f' 'a b'");

    [Fact]
    public void A_text_with_a_NUL_character_is_rejected() => Should.Throw<ArgumentException>(() => ShellQuote.Quote("a\0b"));

    [Fact]
    public void A_real_shell_reads_quoted_text_unchanged()
    {
        Gen<string> text = Gen.Frequency(
            (3, Gen.Choose(1, 255).Select(code => (char)code).ArrayOf().Select(codes => new string(codes))),
            (
                2,
                Gen.Elements('\'', '"', '\\', '$', '`', '\n', '\r', '\t', ' ', '!', '*', '~', '#', '-', ';')
                    .ArrayOf()
                    .Select(codes => new string(codes))
            ),
            (1, Gen.Elements("", "-n", "--", "%s", "ü", "日本", "\U0001F600", "a\u2028b", "'\n'", "\\'").ArrayOf().Select(string.Concat))
        );

        Prop.ForAll(text.ArrayOf(50).ToArbitrary(), texts => Echo(texts).ShouldBe(texts)).QuickCheckThrowOnFailure();
    }

    /// <summary>Arguments that printf receives from <c>sh -c</c>.</summary>
    private static string[] Echo(string[] texts)
    {
        string script = $"printf '%s\\000' {ShellQuote.Join(texts)}";
        ProcessStartInfo start = new("sh", ["-c", script])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using Process shell = Process.Start(start)!;
        string printed = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return printed.Split(BatchEnd)[..^1];
    }
}
