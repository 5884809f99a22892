using PhenixScaleApp.Logs;

namespace Samples.Tests.PhenixScaleApp;

/// <summary>Compatible mode. Expected values: the output of the reference for the same input.</summary>
public class CompatModeTests
{
    private const string Web = """{"name": "p", "plugin": "builtin", "count": 2}""";

    [Theory]
    [InlineData("my-net", 8)]
    [InlineData("my_net", 8)]
    [InlineData("my net", 8)]
    [InlineData("A B", 4)]
    [InlineData("other", 100)]
    public async Task A_VLAN_is_found_by_any_name_that_maps_to_the_same_identifier(string name, int vlan)
    {
        using AppRun run = new();
        string profile =
            $$$"""{"plugin": "builtin", "container_template": {"networks": [{"name": "{{{name}}}", "network": "10.0.0.0/24"}]}}""";

        int exitCode = await run.RunAsync(
            run.Experiment(profile, vlans: """{"my-net": 8, "A.B": 4}"""),
            null,
            "post-start",
            "--dry-run",
            "--compat"
        );

        exitCode.ShouldBe(0, run.Error);
        string script = await File.ReadAllTextAsync(Path.Combine(run.Images, "v2-node-1.mm"));
        script.ShouldContain($"vm config net {run.Name},{vlan}\n");
    }

    [Fact]
    public async Task A_trailing_slash_of_the_base_folder_stays_in_the_paths()
    {
        using AppRun run = new();
        string experiment = run.Experiment(Web).Replace($"\"{run.BaseFolder}\"", $"\"{run.BaseFolder}/\"", StringComparison.Ordinal);

        int exitCode = await run.RunAsync(experiment, null, "configure", "--dry-run", "--compat");

        exitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain($"{run.BaseFolder}//scale/v2-node-1-startup.sh");
    }

    [Fact]
    public async Task Plugins_are_logged_at_debug_level()
    {
        using AppRun run = new();
        run.Variables["PHENIX_LOG_LEVEL"] = "debug";

        int exitCode = await run.RunAsync(run.Experiment(Web), null, "configure", "--dry-run", "--compat");

        exitCode.ShouldBe(0, run.Error);
        Messages(run)
            .Where(line => line.StartsWith("DEBUG", StringComparison.Ordinal))
            .ShouldBe([
                "DEBUG    | Discovering plugins via 'phenix.scale.plugins' entry points...",
                "DEBUG    | Loaded plugin from entry point: builtin",
                "DEBUG    | Loaded plugin from entry point: wind_turbine",
                "DEBUG    | Loaded plugin instance: BuiltinV2 (requested: latest)",
                "DEBUG    | Plugin 'builtin' configuration: {'count': 2, 'containers': 0, 'containers_per_node': 0, 'hostname_prefix': 'node'}",
            ]);
    }

    [Theory]
    [InlineData("bogus", "BOGUS")]
    [InlineData("", "")]
    [InlineData("10", "10")]
    public async Task An_unknown_log_level_fails_the_run(string level, string shown)
    {
        using AppRun run = new();
        run.Variables["PHENIX_LOG_LEVEL"] = level;

        int exitCode = await run.RunAsync(run.Experiment(Web), null, "configure", "--dry-run", "--compat");

        exitCode.ShouldBe(1);
        run.Error.ShouldContain($"Level '{shown}' does not exist");
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_live_run_logs_its_table_as_a_message()
    {
        using AppRun run = new();

        int exitCode = await run.RunAsync(run.Experiment(Web), null, "configure", "--compat");

        exitCode.ShouldBe(0, run.Error);
        run.Error.ShouldMatch(@"\| INFO     \| \n +Scale App Summary \(builtin\) - 2");
    }

    [Fact]
    public void A_failed_write_to_the_log_does_not_throw()
    {
        using StreamWriter log = new(
            new LogStream(new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
        )
        {
            AutoFlush = true,
        };

        Should.NotThrow(() => log.WriteLine("lost"));
    }

    private static IEnumerable<string> Messages(AppRun run) =>
        run
            .Error.Split('\n')
            .Where(line => line.Contains(" | ", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf('|', StringComparison.Ordinal) + 2)..]);
}
