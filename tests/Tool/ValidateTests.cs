namespace Tool.Tests;

public sealed class ValidateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ValidateTests()
    {
        _folder.Write("shop.yaml", "profiles: [{name: web, plugin: builtin, count: 2}]\n");
        _folder.Write("odd.yaml", "profiles: [{name: web, plugin: builtin, coutn: 2}]\n");
        _folder.Write("wrong.yaml", "profiles: [{name: web, plugin: builtin, count: many}]\n");
        _folder.Write("words.yaml", ExperimentVerbTests.Definition);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Profiles_and_experiments_are_checked_together_and_nothing_is_written()
    {
        ProgramResult result = Start("validate", "shop.yaml", "words.yaml");

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldBe("shop.yaml: valid\nwords.yaml: valid");
        result.Errors.ShouldBe("");
        Directory.EnumerateFileSystemEntries(_folder.Root).Count().ShouldBe(4);
    }

    [Fact]
    public void A_warning_is_counted_and_is_an_error_with_strict()
    {
        ProgramResult lenient = Start("validate", "odd.yaml", "shop.yaml");
        ProgramResult strict = Start("validate", "odd.yaml", "shop.yaml", "--strict");

        lenient.ExitCode.ShouldBe(0, lenient.Text);
        lenient.Output.ShouldBe("odd.yaml: valid, 1 warning\nshop.yaml: valid");
        lenient.Errors.ShouldStartWith("warning: odd.yaml:1:");
        strict.ExitCode.ShouldBe(1, strict.Text);
        strict.Output.ShouldBe("odd.yaml: invalid, 1 error\nshop.yaml: valid");
    }

    [Fact]
    public void Each_file_is_checked_although_an_earlier_one_is_invalid_or_missing()
    {
        _folder.Write("half.yaml", "job: 5\n");

        ProgramResult result = Start("validate", "wrong.yaml", "none.yaml", "half.yaml", "shop.yaml");

        result.ExitCode.ShouldBe(1, result.Text);
        result
            .Output.Split('\n')
            .Select(line => line.Split(',')[0])
            .ShouldBe(["wrong.yaml: invalid", "none.yaml: invalid", "half.yaml: invalid", "shop.yaml: valid"]);
        result.Errors.ShouldContain("error: wrong.yaml:1:");
        result.Errors.ShouldContain("error: none.yaml: the file cannot be read: the file does not exist");
        result.Errors.ShouldContain("error: half.yaml");
    }

    [Fact]
    public void Without_a_file_the_usage_is_shown()
    {
        ProgramResult result = Start("validate");

        result.ExitCode.ShouldBe(2, result.Text);
        result.Errors.ShouldBe(
            "FILE: missing; name a profile file or definition of an experiment\nUsage: scalewright validate FILE… [--strict] [--plugins ASSEMBLY.dll]   See 'scalewright validate --help'."
        );
    }

    private ProgramResult Start(params string[] arguments) => ToolRun.Start(_folder.Root, arguments);
}
