namespace Samples.Tests.PhenixScaleApp;

/// <summary>The log of corrected mode: level, destination, and at least the messages of compatible mode.</summary>
public class LogTests
{
    private const string Two = """
        {"name": "web", "plugin": "builtin", "containers": 4, "containers_per_node": 2, "container_template": {"networks": [{"name": "MGMT", "network": "10.0.0.0/24"}]}},
        {"name": "farm", "plugin": "wind_turbine", "count": 1, "containers_per_node": 6, "container_template": {"external_network": {"name": "OT", "network": "10.1.0.0/24"}}}
        """;

    // Corrected mode names a plugin by its version instead of its class, and prints no Python objects.
    private static readonly (string Compat, string Corrected)[] Counterparts =
    [
        ("Discovering plugins via ", "Discovering plugins "),
        ("Loaded plugin from entry point: builtin", "Loaded plugin: builtin@"),
        ("Loaded plugin from entry point: wind_turbine", "Loaded plugin: wind_turbine@"),
        ("Loaded plugin instance: BuiltinV2 ", "Loaded plugin instance: builtin@2.0.0 "),
        ("Loaded plugin instance: WindTurbine ", "Loaded plugin instance: wind_turbine@1.0.0 "),
        (
            "Plugin 'builtin' configuration: {'count': 1, 'containers': 4, 'containers_per_node': 2, ",
            "Plugin 'builtin@2.0.0' configuration: count=1 containers=4 containers_per_node=2 "
        ),
        ("WindTurbine plugin configured for 1 nodes.", "Plugin 'wind_turbine@1.0.0' configuration: count=1 "),
        (
            "Plugin 'wind_turbine' configuration: {'name': 'farm', 'count': 1, 'containers_per_node': 6, ",
            "Plugin 'wind_turbine@1.0.0' configuration: count=1 containers=0 containers_per_node=6 "
        ),
    ];

    [Theory]
    [
        InlineData("configure", "debug"),
        InlineData("configure", "info"),
        InlineData("post-start", "debug"),
        InlineData("post-start", "info"),
        InlineData("running", "info")
    ]
    public async Task Corrected_mode_logs_the_information_of_compatible_mode_at_each_level(string stage, string level)
    {
        using AppRun run = new();
        run.Variables["PHENIX_LOG_LEVEL"] = level;

        (await run.RunAsync(run.Experiment(Two), null, stage, "--dry-run", "--compat")).ShouldBe(0, run.Error);
        (string Level, string Message)[] compat = Said(run);
        (await run.RunAsync(run.Experiment(Two), null, stage, "--dry-run")).ShouldBe(0, run.Error);
        (string Level, string Message)[] corrected = Said(run);

        (string, string)[] expected = [.. compat.Where(line => line.Level != "DEBUG")];
        corrected.Where(line => expected.Contains(line)).ShouldBe(expected, run.Error);

        foreach ((string _, string message) in compat.Where(line => line.Level == "DEBUG"))
        {
            string counterpart = Counterparts.Single(pair => message.StartsWith(pair.Compat, StringComparison.Ordinal)).Corrected;
            corrected.ShouldContain(
                line => line.Level == "DEBUG" && line.Message.StartsWith(counterpart, StringComparison.Ordinal),
                message
            );
        }
    }

    [Fact]
    public async Task Log_level_error_omits_messages_of_lower_levels()
    {
        using AppRun run = new();
        run.Variables["PHENIX_LOG_LEVEL"] = "ERROR";

        (await run.RunAsync(run.Experiment(Two), null, "configure", "--dry-run")).ShouldBe(0, run.Error);

        Said(run).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_unknown_log_level_is_reported()
    {
        using AppRun run = new();
        run.Variables["PHENIX_LOG_LEVEL"] = "loud";

        (await run.RunAsync(run.Experiment(Two), null, "configure", "--dry-run")).ShouldBe(0, run.Error);

        run.Error.ShouldContain("PHENIX_LOG_LEVEL: 'loud' is not a level, so INFO holds; use DEBUG, INFO, WARNING, ERROR or CRITICAL");
    }

    [Fact]
    public async Task The_log_file_contains_JSON_lines_with_the_events_of_the_stage()
    {
        using AppRun run = new();
        string file = Path.Combine(run.Folder, "logs", "apps.log");
        (run.Variables["PHENIX_LOG_FILE"], run.Variables["PHENIX_LOG_LEVEL"]) = (file, "DEBUG");

        (await run.RunAsync(run.Experiment(Two), null, "configure")).ShouldBe(0, run.Error);

        (string Level, string Message)[] lines = Lines(await File.ReadAllLinesAsync(file));
        lines.ShouldContain(("INFO", "Configuring user app: scale with 2 profiles"));
        lines.ShouldContain(("INFO", "Processing profile 'web' with plugin 'builtin'"));
        lines.ShouldContain(("INFO", "Profile 'web': Scaling 2 nodes."));
        lines.ShouldContain(("INFO", "Added 3 nodes to the topology; 0 were there already"));
        lines.ShouldContain(("INFO", "Configured user app: scale with 2 profiles"));
        lines.ShouldContain(line => line.Level == "DEBUG" && line.Message.StartsWith("Wrote ", StringComparison.Ordinal));
        lines.ShouldContain(line =>
            line.Level == "DEBUG"
            && line.Message.StartsWith("Plugin 'builtin@2.0.0' configuration: count=1 containers=4", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Errors_are_only_JSON_lines_when_the_log_file_is_standard_error()
    {
        using AppRun run = new();
        run.Variables["PHENIX_LOG_FILE"] = "stderr";

        (await run.RunAsync(run.Experiment("""{"name": "web"}"""), null, "configure")).ShouldBe(1);

        (string Level, string Message)[] lines = Lines(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        lines.ShouldContain(line => line.Level == "ERROR" && line.Message.Contains("plugin", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Errors_reach_the_log_file_and_the_terminal()
    {
        using AppRun run = new();
        string file = Path.Combine(run.Folder, "apps.log");
        run.Variables["PHENIX_LOG_FILE"] = file;

        (await run.RunAsync(run.Experiment("""{"name": "web"}"""), null, "configure")).ShouldBe(1);

        run.Error.ShouldStartWith("phenix-app-scale configure: 1 error, nothing was written to the output\n  ");
        Lines(await File.ReadAllLinesAsync(file)).Count(line => line.Level == "ERROR").ShouldBe(2);
    }

    [Fact]
    public async Task Passwords_are_not_logged()
    {
        using AppRun run = new();
        run.Variables["PHENIX_LOG_LEVEL"] = "DEBUG";
        const string Farm =
            """{"name": "farm", "plugin": "wind_turbine", "count": 1, "containers_per_node": 6, "container_template": {"external_network": {"name": "OT", "network": "10.1.0.0/24"}}, "templates": {"default": {"main-controller": {"node-red": {"endpoint": {"host": "0.0.0.0", "port": 1880}, "auth": {"editor": {"user": "ed", "pass": "hush-hush"}}}}}}}""";

        (await run.RunAsync(run.Experiment(Farm), null, "configure", "--dry-run")).ShouldBe(0, run.Error);

        run.Error.ShouldContain("Plugin 'wind_turbine@1.0.0' configuration");
        run.Error.ShouldNotContain("hush-hush");
    }

    private static (string Level, string Message)[] Said(AppRun run) =>
        [
            .. run
                .Error.Split('\n')
                .Select(line => line.Split(" | ", 3))
                .Where(parts => parts.Length == 3)
                .Select(parts => (parts[1].Trim(), parts[2].TrimEnd())),
        ];

    private static (string Level, string Message)[] Lines(IEnumerable<string> lines) =>
        [
            .. lines.Select(line =>
            {
                using JsonDocument document = JsonDocument.Parse(line);
                return (document.RootElement.GetProperty("level").GetString()!, document.RootElement.GetProperty("msg").GetString()!);
            }),
        ];
}
