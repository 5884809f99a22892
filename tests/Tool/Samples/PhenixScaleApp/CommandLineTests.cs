namespace Samples.Tests.PhenixScaleApp;

/// <summary>Options of the app beyond those of the reference.</summary>
public class CommandLineTests
{
    [Theory]
    [InlineData("--version"), InlineData("configure", "--version"), InlineData("--compat", "--vers")]
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
    [InlineData("unrecognized arguments: --ver", "post-start", "--compat", "--ver")]
    public async Task An_unsupported_use_of_the_verify_option_is_rejected(string mistake, params string[] args)
    {
        using AppRun run = new();

        (await run.RunAsync("", null, args)).ShouldBe(2);

        run.Error.ShouldContain(mistake);
    }

    /// <summary>The reference, which uses Python's argparse, reports only the first error.</summary>
    [Fact]
    public async Task All_command_line_errors_are_reported_and_no_abbreviation_is_accepted()
    {
        using AppRun run = new();

        (await run.RunAsync("no document", null, "confgure", "running", "--dry", "--dry-run=yes", "-x")).ShouldBe(2);

        run.Output.ShouldBeEmpty();
        run.Error.ShouldBe(
            """
            unknown option '--dry'; did you mean '--dry-run'?
            unknown option '--dry-run=yes'; did you mean '--dry-run'?
            unknown option '-x'; use --dry-run, --compat, --help, --verify, --version
            unexpected argument 'running'; leave it out
            unknown stage 'confgure'; did you mean 'configure'?
            See 'phenix-app-scale --help'.

            """
        );
        (await run.RunAsync("no document", null, "--version", "--bogus")).ShouldBe(2);
        (await run.RunAsync("no document", null)).ShouldBe(2);
        run.Error.ShouldStartWith("no stage; use configure, pre-start, post-start, running, cleanup\n");
    }

    [Fact]
    public async Task Compatible_mode_accepts_an_abbreviated_option_like_the_reference()
    {
        using AppRun run = new();

        string experiment = run.Experiment("""{"name": "web", "plugin": "builtin"}""");
        int exitCode = await run.RunAsync(experiment, null, "configure", "--dry", "--compat");

        exitCode.ShouldBe(0, run.Error);
        run.Hostnames().ShouldNotBeEmpty();
    }
}
