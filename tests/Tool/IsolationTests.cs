namespace Tool.Tests;

/// <summary>Plugins that fail or hang, with and without <c>--isolate</c>.</summary>
public sealed class IsolationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("throws", "SW2002", "no turbines")]
    [InlineData("cancels", "SW2002", "not now")]
    [InlineData("overflows", "SW2002", "overflowed the stack")]
    [InlineData("exits", "SW2002", "ended the process")]
    [InlineData("wants_memory", "SW2002", "OutOfMemory")]
    [InlineData("negative", "SW2003", "-1 nodes")]
    [InlineData("nameless", "SW2003", "; reboot")]
    [InlineData("renames", "SW2003", "node 1")]
    [InlineData("wants_nodes", "SW2004", "2147483647")]
    [InlineData("wants_containers", "SW1103", "containers")]
    public void F_PROC_13_a_plugin_that_misbehaves_is_reported_by_name(string plugin, string code, string words)
    {
        ProgramResult result = Plan(plugin, "60");

        result.ExitCode.ShouldBe(1, result.Text);
        result.Output.ShouldBeEmpty();
        result.Errors.ShouldContain(code);
        result.Errors.ShouldContain(plugin);
        result.Errors.ShouldContain(words);
        result.Errors.ShouldNotContain("\u001b");
    }

    // Independent of the machine's load: only the plugin's own time counts, and none of these plugins returns.
    [Theory, Trait(Category.Name, Category.RealTime)]
    [InlineData("loops")]
    [InlineData("waits")]
    [InlineData("prints")]
    public void F_PROC_13_a_plugin_that_never_returns_is_stopped_after_the_timeout_and_reported_by_name(string plugin)
    {
        ProgramResult result = Plan(plugin, "3");

        result.ExitCode.ShouldBe(1, result.Text);
        result.Output.ShouldBeEmpty();
        result.Errors.ShouldContain($"plugin {plugin}@1.0.0: timed out after 3 s");
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("throws", "no turbines")]
    [InlineData("cancels", "not now")]
    [InlineData("wants_nodes", "2147483647")]
    public void An_exception_or_invalid_result_of_a_plugin_is_reported_without_isolation_too(string plugin, string words)
    {
        _folder.Write("farm.yaml", ToolRun.Profile(plugin));

        ProgramResult result = ToolRun.Start(_folder.Root, "plan", "farm.yaml", "--plugins", ToolRun.Misbehaving);

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldContain(plugin);
        result.Errors.ShouldContain(words);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void The_problem_names_the_plugin_that_failed_and_not_the_one_before()
    {
        _folder.Write("farm.yaml", ToolRun.Profile("builtin", "  - name: other\n    plugin: overflows\n"));

        ProgramResult result = ToolRun.Start(
            _folder.Root,
            "plan",
            "farm.yaml",
            "--plugins",
            ToolRun.Misbehaving,
            "--isolate",
            "--plugin-timeout",
            "60"
        );

        result.Errors.ShouldContain("plugin overflows@1.0.0");
        result.Errors.ShouldNotContain("builtin");
    }

    private ProgramResult Plan(string plugin, string timeout)
    {
        _folder.Write("farm.yaml", ToolRun.Profile(plugin));
        return ToolRun.Start(_folder.Root, "plan", "farm.yaml", "--plugins", ToolRun.Misbehaving, "--isolate", "--plugin-timeout", timeout);
    }
}
