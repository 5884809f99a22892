using Scalewright.Storage.Actions;
using Scalewright.Storage.Plugins;

namespace Storage.Tests;

/// <summary>Tests server actions by shared/golden/agent-protocol/session-transcript.json.</summary>
public class ServerActionsTests
{
    private const string Server = "test000.localdomain";
    private const string Disk = "/dev/disk/by-id/scsi-FAKEDEVICE000-scsi0-0-0";

    [Fact]
    public async Task A_management_target_is_formatted_configured_and_started()
    {
        await using StorageCluster cluster = await SmallAsync();
        ServerActions actions = new(cluster, Server);

        JsonObject formatted = JsonNode
            .Parse(
                await RunAsync(
                    actions,
                    "format_target",
                    $$"""{"device_type":"linux","target_name":"MGS","device":"{{Disk}}","backfstype":"ldiskfs","target_types":["mgs"]}"""
                )
            )!
            .AsObject();
        string configured = await RunAsync(
            actions,
            "configure_target_ha",
            $$"""{"primary":true,"device":"{{Disk}}","ha_label":"MGS_1","uuid":"{{formatted["uuid"]}}","mount_point":"/mnt/MGS"}"""
        );
        string started = await RunAsync(actions, "start_target", """{"ha_label":"MGS_1"}""");

        formatted["inode_size"]!.GetValue<int>().ShouldBe(256);
        formatted["inode_count"]!.GetValue<long>().ShouldBe(2147483648);
        configured.ShouldBe("""{"result":null}""");
        started.ShouldBe("""{"result":"test000"}""");
    }

    [Fact]
    public async Task The_reported_network_state_changes_when_LNet_starts()
    {
        await using StorageCluster cluster = await SmallAsync();
        ServerReports reports = new(cluster, Server);
        string before = State(reports);

        await RunAsync(new ServerActions(cluster, Server), "start_lnet", "{}");

        before.ShouldBe("lnet_unloaded");
        State(reports).ShouldBe("lnet_up");
    }

    [Fact]
    public async Task An_unknown_action_is_rejected_with_its_name()
    {
        await using StorageCluster cluster = await SmallAsync();

        StorageException exception = await Should.ThrowAsync<StorageException>(() =>
            RunAsync(new ServerActions(cluster, Server), "no_such_action", "{}")
        );

        exception.Message.ShouldContain("Unknown command no_such_action");
    }

    // The reference is written in Python and reports a missing key with these messages.
    [Theory]
    [InlineData("start_target", "X", "KeyError: 'X'")]
    [InlineData("stop_target", "fs-OST0000", "KeyError: 'fs-OST0000'")]
    [InlineData("failover_target", "it's", "KeyError: \"it's\"")]
    [InlineData("failback_target", "X", "KeyError: 'X'")]
    public async Task An_unknown_label_is_rejected_with_the_error_message_of_the_reference(string action, string label, string text)
    {
        await using StorageCluster cluster = await SmallAsync();

        StorageActionException exception = await Should.ThrowAsync<StorageActionException>(() =>
            RunAsync(new ServerActions(cluster, Server), action, $$"""{"ha_label":"{{label}}"}""")
        );

        exception.Message.ShouldBe(text);
    }

    [Fact]
    public async Task Mounting_a_file_system_starts_LNet_and_an_empty_mount_list_does_not()
    {
        await using StorageCluster cluster = await SmallAsync();
        ServerActions actions = new(cluster, Server);

        string nothing = await RunAsync(actions, "mount_lustre_filesystems", """{"filesystems":[]}""");
        bool wasUp = cluster.Servers.Get(Server).IsLnetUp;
        await RunAsync(actions, "mount_lustre_filesystems", """{"filesystems":[["10.0.0.0@tcp0:/fs","/mnt"]]}""");

        (nothing, wasUp, cluster.Servers.Get(Server).IsLnetUp).ShouldBe(("null", false, true));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Mounts_are_listed_in_configuration_order_even_after_a_restart()
    {
        using TemporaryFolder folder = new();
        StorageClusterOptions options = new() { Folder = folder.At("state") };
        string[] labels = ["fs-OST0001_3", "MGS_1", "fs-MDT0000_2"];
        await using (
            StorageCluster cluster = await StorageCluster.CreateAsync(
                new StorageClusterSpec
                {
                    ServerCount = 2,
                    ServersPerCluster = 2,
                    WorkerCount = 0,
                },
                options
            )
        )
        {
            ServerActions actions = new(cluster, Server);
            foreach (string label in labels.Prepend("gone"))
            {
                await RunAsync(
                    actions,
                    "configure_target_ha",
                    $$"""{"primary":true,"device":"{{Disk}}","ha_label":"{{label}}","uuid":"u-{{label}}","mount_point":"/mnt/{{label}}"}"""
                );
                await RunAsync(actions, "start_target", $$"""{"ha_label":"{{label}}"}""");
            }

            await RunAsync(actions, "unconfigure_target_ha", """{"ha_label":"gone","primary":true}""");
            await RunAsync(
                actions,
                "configure_target_ha",
                $$"""{"primary":false,"device":"{{Disk}}","ha_label":"MGS_1","uuid":"u-MGS_1","mount_point":"/mnt/MGS_1"}"""
            );
            await cluster.Store.SnapshotAsync();
            Mounted(cluster).ShouldBe(labels);
        }

        await using StorageCluster again = await StorageCluster.OpenAsync(options);

        Mounted(again).ShouldBe(labels);

        static string[] Mounted(StorageCluster cluster) =>
            [
                .. new ServerReports(cluster, Server).GetFullReport("lustre")["mounts"]!
                    .AsArray()
                    .Select(mount => mount!["mount_point"]!.GetValue<string>()["/mnt/".Length..]),
            ];
    }

    [Fact]
    public async Task Initializing_block_device_drivers_returns_null()
    {
        await using StorageCluster cluster = await SmallAsync();

        (await RunAsync(new ServerActions(cluster, Server), "initialise_block_device_drivers", "{}")).ShouldBe("null");
    }

    [Fact]
    public async Task An_installation_with_an_unavailable_package_fails_and_installs_nothing()
    {
        await using StorageCluster cluster = await SmallAsync();
        ServerActions actions = new(cluster, Server);

        await RunAsync(actions, "install_packages", """{"repos":[],"packages":["lustre"]}""");
        await Should.ThrowAsync<StorageException>(() =>
            RunAsync(actions, "install_packages", """{"repos":[],"packages":["zfs","none"]}""")
        );

        cluster.Servers.Get(Server).Packages.Keys.ShouldBe(["chroma-agent", "lustre"]);
    }

    [Fact]
    public async Task Corosync_reports_members_only_while_both_services_run()
    {
        await using StorageCluster cluster = await SmallAsync();
        ServerActions actions = new(cluster, Server);
        ServerReports reports = new(cluster, Server);

        await RunAsync(actions, "start_corosync", "{}");
        int one = reports.GetFullReport("corosync")["crm_info"]!.AsObject().Count;
        await RunAsync(actions, "start_pacemaker", "{}");

        one.ShouldBe(0);
        reports.GetFullReport("corosync")["crm_info"]!["nodes"]!.AsObject().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Statistics_are_the_same_for_the_same_seed()
    {
        await using StorageCluster one = await SmallAsync();
        await using StorageCluster other = await SmallAsync();

        one.Statistics.GetNodeStatistics(Server).ToJsonString().ShouldBe(other.Statistics.GetNodeStatistics(Server).ToJsonString());
    }

    private static Task<StorageCluster> SmallAsync() =>
        StorageCluster.CreateAsync(
            new StorageClusterSpec
            {
                ServerCount = 2,
                ServersPerCluster = 2,
                WorkerCount = 0,
            }
        );

    private static string State(ServerReports reports) => reports.GetFullReport("linux_network")["lnet"]!["state"]!.GetValue<string>();

    private static async Task<string> RunAsync(ServerActions actions, string action, string arguments)
    {
        using JsonDocument document = JsonDocument.Parse(arguments);
        return Encoding.UTF8.GetString((await actions.RunAsync(action, document.RootElement)).Json.Span);
    }
}
