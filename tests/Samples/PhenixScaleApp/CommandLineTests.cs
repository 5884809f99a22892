namespace Samples.Tests.PhenixScaleApp;

/// <summary>Options of the app beside those of the reference.</summary>
public class CommandLineTests
{
    [Theory]
    [InlineData("--version"), InlineData("--vers"), InlineData("configure", "--version")]
    public async Task The_version_is_printed_and_nothing_is_read(params string[] args)
    {
        using AppRun run = new();

        (await run.RunAsync("no document", null, args)).ShouldBe(0, run.Error);

        run.Output.ShouldMatch(@"\Aphenix-app-scale \d+\.\d+\.\d+\S*\n\z");
        run.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("only with post-start", "configure", "--verify")]
    [InlineData("not allowed with a dry run", "post-start", "--verify", "--dry-run")]
    [InlineData("not allowed with --compat", "post-start", "--verify", "--compat")]
    [InlineData("unrecognized arguments: --ver", "post-start", "--ver")]
    public async Task What_cannot_be_verified_is_a_wrong_command_line(string mistake, params string[] args)
    {
        using AppRun run = new();

        (await run.RunAsync("", null, args)).ShouldBe(2);

        run.Error.ShouldContain(mistake);
    }
}
