namespace Samples.Tests.PhenixScaleApp;

/// <summary>Limits of minimega, Linux and phenix that corrected mode checks before it writes.</summary>
public class TargetRulesTests
{
    private const string Web =
        """{"name": "web", "plugin": "builtin", "containers": 1, "containers_per_node": 1, "container_template": {"networks": [{"name": "MGMT", "network": "10.0.0.0/24"}]}}""";

    // IFNAMSIZ of linux/if.h: 16 with the terminating zero byte. 'all' and 'default' are reserved by
    // sysctl_dev_name_is_allowed in the kernel's net/ipv4/devinet.c.
    [Theory]
    [InlineData("a-rather-long-experiment-name", "29 bytes")]
    [InlineData("sixteen-bytes-xx", "16 bytes")]
    [InlineData("all", "reserved or taken")]
    [InlineData("default", "reserved or taken")]
    [InlineData("lo", "reserved or taken")]
    [InlineData("ens1", "reserved or taken")]
    public async Task An_experiment_name_that_is_no_valid_bridge_name_is_rejected_by_configure(string name, string reason)
    {
        using AppRun run = new();
        string experiment = run.Experiment(Web).Replace($"\"{run.Name}\"", $"\"{name}\"", StringComparison.Ordinal);

        int exitCode = await run.RunAsync(experiment, null, "configure", "--dry-run");

        exitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain($"the bridge of each node is called '{name}', and ");
        run.Error.ShouldContain(reason);
        run.Error.ShouldContain("stdin:1:29 spec.experimentName");
        Directory.Exists(run.BaseFolder).ShouldBeFalse();
    }

    [Fact]
    public async Task An_experiment_name_of_15_bytes_is_accepted()
    {
        using AppRun run = new();
        string experiment = run.Experiment(Web).Replace($"\"{run.Name}\"", "\"fifteen-bytes-x\"", StringComparison.Ordinal);

        (await run.RunAsync(experiment, null, "configure")).ShouldBe(0, run.Error);
    }

    [Theory]
    [InlineData("0"), InlineData("4095"), InlineData("5000"), InlineData("-1"), InlineData("\"many\"")]
    public async Task A_VLAN_outside_of_1_to_4094_is_rejected_by_configure(string number)
    {
        using AppRun run = new();

        int exitCode = await run.RunAsync(run.Experiment(Web, vlans: $$"""{"MGMT": {{number}}}"""), null, "configure", "--dry-run");

        exitCode.ShouldBe(1);
        run.Error.ShouldContain($"status.vlans.MGMT: '{number.Trim('"')}' is not a VLAN; use 1 to 4094 [SW1103]");
    }

    [Theory]
    [InlineData("1"), InlineData("4094"), InlineData("\"101\"")]
    public async Task A_VLAN_from_1_to_4094_is_accepted(string number)
    {
        using AppRun run = new();

        (await run.RunAsync(run.Experiment(Web, vlans: $$"""{"MGMT": {{number}}}"""), null, "configure", "--dry-run")).ShouldBe(
            0,
            run.Error
        );
    }

    [Fact]
    public async Task A_VLAN_alias_is_checked_before_the_experiment_has_a_status()
    {
        using AppRun run = new();
        string experiment = run.Experiment(Web)
            .Replace("\"scenario\"", "\"vlans\": {\"aliases\": {\"MGMT\": 4096}}, \"scenario\"", StringComparison.Ordinal);

        (await run.RunAsync(experiment, null, "configure", "--dry-run")).ShouldBe(1);

        run.Error.ShouldContain("spec.vlans.aliases.MGMT: '4096' is not a VLAN");
    }

    [Theory]
    [InlineData("DISCONNECTED", "SW1108"), InlineData("all", "SW1108"), InlineData("4095", "SW1103"), InlineData("0", "SW1103")]
    public async Task A_network_name_that_minimega_interprets_otherwise_is_rejected(string name, string code)
    {
        using AppRun run = new();

        (await run.RunAsync(run.Experiment(Web.Replace("MGMT", name, StringComparison.Ordinal)), null, "configure", "--dry-run")).ShouldBe(
            1
        );

        run.Error.ShouldContain($"network '{name}'");
        run.Error.ShouldContain($"[{code}]");
    }

    [Theory]
    [InlineData("\"name\": \"a-long-interface-name\"", "21 bytes")]
    [InlineData("\"name\": \"lo\"", "reserved or taken")]
    [InlineData("\"name\": \"a/b\"", "blanks, control characters, '/' and ':' are not allowed")]
    [InlineData("\"vlan\": 4095", "'4095' is not a VLAN")]
    [InlineData("\"vlan\": \"-7\"", "'-7' is not a VLAN")]
    public async Task An_invalid_interface_of_a_node_is_rejected_with_its_path(string field, string reason)
    {
        using AppRun run = new();
        string profile = $$$$"""{"name": "a", "plugin": "builtin", "node_template": {"network": {"interfaces": [{ {{{{field}}}} }]}}}""";

        (await run.RunAsync(run.Experiment(profile), null, "configure", "--dry-run")).ShouldBe(1);

        run.Error.ShouldContain("profiles.a.node_template.network.interfaces[0]");
        run.Error.ShouldContain(reason);
    }

    // minimega 3.1.0, "vm config net": [bridge,]vlan[,mac][,driver], each part known by its form.
    [Theory]
    [InlineData("{\"vlan\": \"A\"}", "network.interfaces: found a map; use a list of maps")]
    [InlineData("[\"A\"]", "network.interfaces[0]: found the text 'A'; use a map")]
    [InlineData("[{\"vlan\": [\"A\"]}]", "network.interfaces[0].vlan: found a list")]
    [InlineData("[{\"vlan\": \"A,B\"}]", "network.interfaces[0].vlan: minimega does not read 'A,B' as a vlan")]
    [InlineData("[{\"vlan\": \"my lan\"}]", "network.interfaces[0].vlan: minimega does not read 'my lan' as a vlan")]
    [InlineData(
        "[{\"vlan\": \"A\", \"mac\": \"5C-02-6A-00-11-22\"}]",
        "network.interfaces[0].mac: minimega does not read '5C-02-6A-00-11-22' as a mac; use six bytes with colons"
    )]
    [InlineData("[{\"vlan\": \"A\", \"mac\": \"nonsense\"}]", "network.interfaces[0].mac: minimega does not read 'nonsense' as a mac")]
    public async Task An_interface_that_minimega_would_read_otherwise_is_rejected(string interfaces, string reason)
    {
        using AppRun run = new();
        string profile = $$$$"""{"name": "a", "plugin": "builtin", "node_template": {"network": {"interfaces": {{{{interfaces}}}} }}}""";

        (await run.RunAsync(run.Experiment(profile), null, "configure", "--dry-run")).ShouldBe(1);

        run.Error.ShouldContain(reason);
    }

    [Fact]
    public async Task A_network_section_without_interfaces_is_warned_about()
    {
        using AppRun run = new();
        string profile = """{"name": "a", "plugin": "builtin", "node_template": {"network": {"interface": [{"vlan": "A"}]}}}""";

        (await run.RunAsync(run.Experiment(profile), null, "configure", "--dry-run")).ShouldBe(0, run.Error);

        run.Error.ShouldContain("node_template.network: it has no interfaces, so the node gets one without a VLAN");
    }

    [Fact]
    public async Task All_settings_that_the_target_does_not_support_are_reported_at_once()
    {
        using AppRun run = new();
        string profile = Web.Replace(
                "\"containers\": 1",
                "\"node_template\": {\"network\": {\"interfaces\": [{\"name\": \"a-long-interface-name\", \"vlan\": 9999}]}}, \"containers\": 1",
                StringComparison.Ordinal
            )
            .Replace("\"networks\"", "\"gateway\": \"NONE\", \"networks\"", StringComparison.Ordinal);
        string experiment = run.Experiment(profile, vlans: """{"MGMT": 4095}""")
            .Replace($"\"{run.Name}\"", "\"a-rather-long-name\"", StringComparison.Ordinal);

        (await run.RunAsync(experiment, null, "configure")).ShouldBe(1);

        run.Error.ShouldContain("VLAN 'NONE' has no tap");
        run.Error.ShouldNotContain("4095");

        string known = experiment.Replace("\"gateway\": \"NONE\", ", "", StringComparison.Ordinal);
        (await run.RunAsync(known, null, "configure")).ShouldBe(1);
        run.Error.ShouldContain("4 errors");
    }

    [Fact]
    public async Task A_gateway_network_without_a_tap_is_rejected_by_configure()
    {
        using AppRun run = new();
        string profile = Web.Replace("\"networks\"", "\"gateway\": \"MGMT\", \"networks\"", StringComparison.Ordinal);

        int exitCode = await run.RunAsync(run.Experiment(profile), null, "configure");

        exitCode.ShouldBe(1);
        run.Error.ShouldContain(
            "VLAN 'MGMT' has no tap, so nothing routes its packets; add it to metadata.taps of the app 'tap', or give an address [SW1107]"
        );
        Directory.Exists(run.BaseFolder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_dry_run_without_the_tap_app_warns_of_the_missing_tap()
    {
        using AppRun run = new();
        string profile = Web.Replace("\"networks\"", "\"gateway\": \"MGMT\", \"networks\"", StringComparison.Ordinal);

        (await run.RunAsync(run.Experiment(profile), null, "configure", "--dry-run")).ShouldBe(0, run.Error);

        run.Error.ShouldContain("WARNING");
        run.Error.ShouldContain("VLAN 'MGMT' has no tap");
    }

    [Theory]
    [InlineData("configure"), InlineData("post-start")]
    public async Task A_tap_app_without_the_required_tap_is_an_error_in_a_dry_run_too(string stage)
    {
        using AppRun run = new();
        string profile = Web.Replace("\"networks\"", "\"gateway\": \"MGMT\", \"networks\"", StringComparison.Ordinal);
        string experiment = run.Experiment(profile)
            .Replace(
                "\"apps\": [",
                "\"apps\": [{\"name\": \"tap\", \"metadata\": {\"taps\": [{\"vlan\": \"OTHER\", \"ip\": \"10.0.0.254/24\"}]}}, ",
                StringComparison.Ordinal
            );

        (await run.RunAsync(experiment, null, stage, "--dry-run")).ShouldBe(1);

        run.Error.ShouldContain("VLAN 'MGMT' has no tap");
    }
}
