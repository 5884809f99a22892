namespace Samples.Tests.PhenixScaleApp;

/// <summary>Corrected mode reports errors of a profile with line and column.</summary>
public class PositionTests
{
    // Lines and columns are counted by hand.
    private const string Profiles = """
        spec:
          experimentName: NAME
          baseDir: BASE
          scenario:
            apps:
              - name: scale
                metadata:
                  profiles:
                    - name: web
                      plugin: builtin
                      containers: two
                      containers_per_node: 2
                      cuont: 3
                    - name: db
                      plugin: nope
                    - 5
          topology: {nodes: []}
        """;

    [Theory]
    [InlineData("stdin:11:27 containers: found the text 'two'")]
    [InlineData("stdin:15:23 plugin.name: there is no plugin 'nope'")]
    [InlineData("stdin:16:15 profiles[2]: found the integer 5")]
    public async Task An_error_in_a_YAML_document_is_reported_with_its_position(string told)
    {
        using AppRun run = new();

        int exitCode = await run.RunAsync(Fill(run, Profiles), null, "configure", "--dry-run");

        exitCode.ShouldBe(1);
        run.Error.ShouldContain(told);
    }

    [Fact]
    public async Task An_error_in_a_JSON_document_is_reported_with_its_position()
    {
        using AppRun run = new();
        string input = run.Experiment("\n{\"name\": \"web\", \"plugin\": \"builtin\",\n \"count\": 0}");

        int exitCode = await run.RunAsync(input, null, "configure", "--dry-run");

        exitCode.ShouldBe(1);
        run.Error.ShouldContain("stdin:4:11 count: ");
    }

    [Fact]
    public async Task A_warning_is_reported_with_its_position()
    {
        using AppRun run = new();
        string input = Fill(run, Profiles)
            .Replace("containers: two", "containers: 2", StringComparison.Ordinal)
            .Replace("plugin: nope", "plugin: {name: builtin, version: 1.0.0}", StringComparison.Ordinal)
            .Replace("- 5", "- {name: x, plugin: builtin, hostname_prefix: x}", StringComparison.Ordinal);

        int exitCode = await run.RunAsync(input, null, "configure", "--dry-run");

        exitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("stdin:13:15 cuont: ");
    }

    [Fact]
    public async Task An_unreachable_gateway_is_reported_with_its_position()
    {
        using AppRun run = new();
        const string Web = """
            {"name": "web", "plugin": "builtin", "containers": 1, "containers_per_node": 1,
            "container_template": {"gateway": "11.0.0.1", "networks": [{"name": "M", "network": "10.0.0.0/24"}]}}
            """;

        int exitCode = await run.RunAsync(run.Experiment($"\n{Web}"), null, "configure", "--dry-run");

        exitCode.ShouldBe(1);
        run.Error.ShouldContain("stdin:4:35 ");
        run.Error.ShouldContain("container_template.gateway: 11.0.0.1 is not a host address");
    }

    private static string Fill(AppRun run, string input) =>
        input.Replace("NAME", run.Name, StringComparison.Ordinal).Replace("BASE", run.BaseFolder, StringComparison.Ordinal);
}
