namespace Samples.Tests.PhenixScaleApp;

/// <summary>Corrected mode: the corrections of the reference's behavior that the app's README lists.</summary>
public class CorrectedModeTests
{
    private const string Web =
        """{"name": "web", "plugin": "builtin", "containers": 3, "containers_per_node": 2, "container_template": {"gateway": "MGMT", "networks": [{"name": "MGMT", "network": "10.0.0.0/24"}]}}""";

    [Fact]
    public async Task Containers_are_named_after_their_node_and_never_by_a_number_alone()
    {
        using AppRun run = new();

        int exitCode = await run.RunAsync(run.Experiment(Web, vlans: """{"MGMT": 101}"""), null, "post-start", "--dry-run");

        exitCode.ShouldBe(0, run.Error);
        // Calculated by hand: the gateway takes 10.0.0.1, so the third container of the profile has 10.0.0.4.
        File.ReadAllText(Path.Combine(run.Images, "v2-node-2.mm"))
            .ShouldBe(
                $"""
                namespace {run.Name}
                ns queueing true

                clear vm config
                vm config vcpus 1
                vm config memory 512
                vm config filesystem tar:otsimfs.tgz
                vm config init /init

                vm config hostname v2-node-2-c1
                vm config net {run.Name},101
                vm launch container v2-node-2-c1

                vm launch

                vm start all

                cc filter name=v2-node-2-c1
                cc exec ip link set dev veth0 up
                cc exec ip addr add 10.0.0.4/24 dev veth0
                cc exec ip route add default via 10.0.0.1

                """
            );
    }

    [Fact]
    public async Task Interfaces_are_brought_up_before_addresses_are_added_and_the_route_is_added_last()
    {
        using AppRun run = new();
        const string Two =
            """{"name": "web", "plugin": "builtin", "containers": 1, "containers_per_node": 1, "container_template": {"gateway": "10.1.0.254", "networks": [{"name": "MGMT", "network": "10.0.0.0/24"}, {"name": "DATA", "network": "10.1.0.0/16"}]}}""";

        int exitCode = await run.RunAsync(run.Experiment(Two, vlans: """{"MGMT": 101, "DATA": 102}"""), null, "post-start", "--dry-run");

        // minimega 3.1.0 creates both interfaces down, and its own init (misc/uminiccc/init) brings up only veth0.
        exitCode.ShouldBe(0, run.Error);
        File.ReadAllText(Path.Combine(run.Images, "v2-node-1.mm"))
            .ShouldEndWith(
                """
                cc filter name=v2-node-1-c1
                cc exec ip link set dev veth0 up
                cc exec ip link set dev veth1 up
                cc exec ip addr add 10.0.0.1/24 dev veth0
                cc exec ip addr add 10.1.0.1/16 dev veth1
                cc exec ip route add default via 10.1.0.254

                """
            );
    }

    [Fact]
    public async Task Colliding_host_names_are_rejected_before_any_file_is_written()
    {
        using AppRun run = new();
        const string Node = """[{"general": {"hostname": "v2-node-2"}}]""";

        int exitCode = await run.RunAsync(run.Experiment(Web, Node), null, "configure", "--dry-run");

        exitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("host name 'v2-node-2' is taken");
        Directory.Exists(run.BaseFolder).ShouldBeFalse();
    }

    [Fact]
    public async Task Two_profiles_with_the_same_host_names_are_rejected()
    {
        using AppRun run = new();

        int exitCode = await run.RunAsync(
            run.Experiment(
                """{"name": "a", "plugin": "builtin", "hostname_prefix": "twin"}, {"name": "b", "plugin": "builtin", "hostname_prefix": "twin"}"""
            ),
            null,
            "configure",
            "--dry-run"
        );

        exitCode.ShouldBe(1);
        run.Error.ShouldContain("twin-1");
        Directory.Exists(run.BaseFolder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_network_that_is_too_small_is_rejected()
    {
        using AppRun run = new();
        string small = Web.Replace("10.0.0.0/24", "10.0.0.0/30", StringComparison.Ordinal);

        int exitCode = await run.RunAsync(run.Experiment(small), null, "post-start", "--dry-run");

        exitCode.ShouldBe(1);
        run.Error.ShouldContain("SW1111");
        Directory.Exists(run.Images).ShouldBeFalse();
    }

    [Theory]
    [InlineData("configure"), InlineData("post-start")]
    public async Task A_profile_without_a_plugin_is_rejected_in_both_stages(string stage)
    {
        using AppRun run = new();

        int exitCode = await run.RunAsync(run.Experiment("""{"name": "web"}"""), null, stage, "--dry-run");

        exitCode.ShouldBe(1);
        run.Error.ShouldContain("plugin");
    }

    [Fact]
    public async Task All_problems_are_reported_at_once()
    {
        using AppRun run = new();

        int exitCode = await run.RunAsync(
            run.Experiment("""{"name": "a", "plugin": "builtin", "count": 0}, {"name": "b", "plugin": "nope"}"""),
            null,
            "configure",
            "--dry-run"
        );

        exitCode.ShouldBe(1);
        run.Error.ShouldContain("SW1103");
        run.Error.ShouldContain("SW1106");
    }

    [Fact]
    public async Task Configure_does_not_change_the_profile_in_the_document()
    {
        using AppRun run = new();
        const string Profile = """{"name": "a", "plugin": "builtin", "node_template": {"network": {"routes": []}}}""";

        int exitCode = await run.RunAsync(run.Experiment(Profile), null, "configure");

        exitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain(Profile);
        run.Output.ShouldContain("\"network\": {\"routes\": [], \"interfaces\": [{\"name\": \"ens1\"");
    }

    [Fact]
    public async Task Configuring_again_adds_nothing()
    {
        using AppRun run = new();
        await run.RunAsync(run.Experiment(Web), null, "configure", "--dry-run");
        string once = run.Output;

        int exitCode = await run.RunAsync(once, null, "configure", "--dry-run");

        exitCode.ShouldBe(0, run.Error);
        run.Output.ShouldBe(once);
        run.Hostnames().ShouldBe(["v2-node-1", "v2-node-2"]);
    }

    [Fact]
    public async Task An_unwritable_folder_is_reported_before_any_file_is_written()
    {
        using AppRun run = new();
        Directory.CreateDirectory(run.BaseFolder);
        await File.WriteAllTextAsync(Path.Combine(run.BaseFolder, "scale"), "a file where a folder should be");

        int exitCode = await run.RunAsync(run.Experiment(Web), null, "configure", "--dry-run");

        exitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("SW2006");
        Directory.GetFileSystemEntries(run.BaseFolder).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("", "no stage; use configure, ")]
    [InlineData("launch", "unknown stage 'launch'; use configure, ")]
    public async Task A_missing_or_unknown_stage_exits_with_code_2(string stage, string message)
    {
        using AppRun run = new();

        int exitCode = await run.RunAsync("", null, stage.Length > 0 ? [stage] : []);

        exitCode.ShouldBe(2);
        run.Error.ShouldStartWith(message);
    }

    [Theory]
    [InlineData("\"rootfs\": \"a'b\\\"c.tgz\"", "SW1109")]
    [InlineData("\"gateway\": \"11.0.0.1\"", "SW1110")]
    [InlineData("\"gateway\": \"10.0.0.255\"", "SW1110")]
    [InlineData("\"gateway\": \"10.0.0.0\"", "SW1110")]
    public async Task Settings_that_minimega_does_not_support_are_rejected_before_any_file_is_written(string field, string code)
    {
        using AppRun run = new();
        string profile =
            $$$"""{"name": "web", "plugin": "builtin", "containers": 2, "containers_per_node": 2, "container_template": { {{{field}}}, "networks": [{"name": "MGMT", "network": "10.0.0.0/24"}]}}""";

        int exitCode = await run.RunAsync(run.Experiment(profile), null, "post-start", "--dry-run");

        exitCode.ShouldBe(1);
        run.Error.ShouldContain(code);
        Directory.Exists(run.Images).ShouldBeFalse();
    }

    // YAML 1.2.2, section 10.3.2. JSON: RFC 8259, read by System.Text.Json, which accepts nothing else.
    [Fact]
    public async Task Every_scalar_of_YAML_is_passed_on_as_JSON_with_its_value()
    {
        using AppRun run = new();
        string[] plain = YamlScalars.Draw(1, 1000);
        string yaml = string.Concat(plain.Select((text, i) => $"  v{i}: {text}\n"));

        int exitCode = await run.RunAsync($"extra:\n{yaml}", null, "pre-start", "--dry-run");

        exitCode.ShouldBe(0, run.Error);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        JsonElement extra = json.RootElement.GetProperty("extra");
        plain.Where((text, i) => !YamlScalars.IsValue(extra.GetProperty($"v{i}"), text)).ShouldBeEmpty();
    }

    [Fact]
    public async Task NaN_and_infinities_of_the_input_are_passed_on_as_texts()
    {
        using AppRun run = new();

        int exitCode = await run.RunAsync("""{"spec": {}, "extra": [NaN, Infinity, {"a": -Infinity}, 1.5]}""", null, "pre-start");

        (exitCode, run.Output).ShouldBe((0, """{"spec": {}, "extra": [".nan", ".inf", {"a": "-.inf"}, 1.5]}""" + "\n"), run.Error);
    }
}
