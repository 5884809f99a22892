using Scalewright.Providers.IotLab.Experiments;

namespace IotLab.Tests;

/// <summary>
/// Nodes of several sites, kinds and firmware images that start together. Times were computed by hand from 18:00:00 UTC
/// on.
/// </summary>
public sealed class TogetherTests
{
    [Fact]
    public async Task Nodes_of_two_sites_start_together_although_each_site_has_capacity_earlier()
    {
        await using Bench bench = await Calendars.StartAsync();

        await bench.ApplyAsync(Calendars.Nodes(bench));

        (await ReadyAtAsync(bench, "20:29")).ShouldBe(0);
        (await ReadyAtAsync(bench, "20:30")).ShouldBe(3);
    }

    [Fact]
    public async Task Nodes_that_need_not_start_together_start_as_soon_as_their_site_has_capacity()
    {
        await using Bench bench = await Calendars.StartAsync();
        bench.Use(options => options with { StartNodesTogether = false });

        await bench.ApplyAsync(Calendars.Nodes(bench));

        (await ReadyAtAsync(bench, "18:59"), await ReadyAtAsync(bench, "19:00"), await ReadyAtAsync(bench, "19:59")).ShouldBe((0, 1, 1));

        // The experiment of the first site ends after an hour.
        (await ReadyAtAsync(bench, "20:00")).ShouldBe(2);
    }

    [Fact]
    public async Task Each_node_has_a_board_of_its_site_and_kind_with_its_own_firmware()
    {
        await using Bench bench = await Bench.StartAsync();

        // Two firmware images for one kind are flashed after the start, since the testbed does not report which board
        // an alias got. The images of the other kinds come with the experiment.
        ValueList<StepOutcome> made = await bench.ApplyAsync([
            bench.NodeAt("router", "grenoble", "other_m3"),
            bench.NodeAt("far", "saclay", "other_m3"),
            bench.NodeAt("sensor-1", "grenoble", "iotlab_m3_tutorial"),
            bench.NodeAt("plain", "grenoble/a8:at86rf231"),
            bench.NodeAt("sensor-2", "grenoble", "iotlab_m3_tutorial"),
            bench.NodeAt("robot", "grenoble/m3:at86rf231/mobile", "other_m3"),
        ]);
        ValueList<Resource> nodes = await bench.AdvanceAsync();

        made.ShouldAllBe(outcome => outcome.Result == StepResult.Succeeded);
        bench.LiveIds.Length.ShouldBe(1);
        nodes.ShouldAllBe(node => node.State == ResourceState.Ready);
        Dictionary<string, string> boards = nodes.ToDictionary(node => node.Tag.Name, bench.Provider.FindAddress, StringComparer.Ordinal);
        (boards["router"], boards["sensor-1"], boards["sensor-2"]).ShouldBe(
            ("m3-1.grenoble.iot-lab.info", "m3-2.grenoble.iot-lab.info", "m3-3.grenoble.iot-lab.info")
        );
        (boards["far"], boards["plain"], boards["robot"]).ShouldBe(
            ("m3-1.saclay.iot-lab.info", "node-a8-1.grenoble.iot-lab.info", "m3-381.grenoble.iot-lab.info")
        );
        string[] firmwares =
        [
            .. new[] { "router", "sensor-1", "sensor-2", "far", "robot" }.Select(name => bench.Server.FirmwareOf(boards[name])),
        ];
        firmwares.ShouldBe(["other_m3", "iotlab_m3_tutorial", "iotlab_m3_tutorial", "other_m3", "other_m3"]);
        (bench.Server.CommandsOf(boards["router"]), bench.Server.CommandsOf(boards["far"]).Count).ShouldSatisfyAllConditions(
            pair => pair.Item1.ShouldBe(["flash other_m3"]),
            pair => pair.Item2.ShouldBe(0)
        );
    }

    [Fact]
    public async Task A_later_firmware_flash_has_the_full_number_of_deployment_attempts()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Use(options => options with { MaxDeploymentAttempts = 1 });

        await bench.ApplyAsync([bench.NodeAt("n-1", "grenoble", "other_m3"), bench.NodeAt("n-2", "grenoble", "iotlab_m3_tutorial")]);
        bench.Server.Spoil("m3-2.grenoble.iot-lab.info", 1);

        (await bench.AdvanceAsync())
            .Select(node => (node.Tag.Name, node.State))
            .ShouldBe([("n-1", ResourceState.Ready), ("n-2", ResourceState.Failed)], ignoreOrder: true);
    }

    [Fact]
    public async Task Boards_by_name_at_two_sites_share_one_experiment_and_each_node_gets_its_own_board()
    {
        await using Bench bench = await Bench.StartAsync();

        await bench.ApplyAsync([
            bench.NodeAt("n-1", "saclay/m3-2"),
            bench.NodeAt("n-2", "grenoble/m3-7"),
            bench.NodeAt("n-3", "grenoble/a8-1"),
        ]);
        ValueList<Resource> nodes = await bench.AdvanceAsync();

        bench.LiveIds.Length.ShouldBe(1);
        nodes
            .OrderBy(node => node.Tag.Name, StringComparer.Ordinal)
            .Select(bench.Provider.FindAddress)
            .ShouldBe(["m3-2.saclay.iot-lab.info", "m3-7.grenoble.iot-lab.info", "node-a8-1.grenoble.iot-lab.info"]);
    }

    [Fact]
    public void Packing_separates_boards_by_name_from_kinds_and_respects_the_limits_of_kinds_and_nodes()
    {
        BoardLocation[] places =
        [
            .. Enumerable
                .Range(1, 10)
                .SelectMany(kind => Enumerable.Repeat(new BoardLocation("grenoble", $"k{kind}:x", IsMobile: false, ""), 2)),
            new BoardLocation("saclay", "", IsMobile: false, "m3-1"),
            new BoardLocation("lille", "", IsMobile: false, "m3-1"),
        ];

        // With a limit of 50: two boards of each of nine kinds, then the tenth kind. With a limit of 15: fifteen
        // boards, then the rest.
        BoardPacking.Pack(places, place => place, 50).Select(pack => pack.Length).ShouldBe([18, 2, 2]);
        BoardPacking.Pack(places, place => place, 15).Select(pack => pack.Length).ShouldBe([15, 5, 2]);
    }

    private static async Task<int> ReadyAtAsync(Bench bench, string time)
    {
        bench.Clock.Advance(Calendars.At(time) - bench.Clock.GetUtcNow());
        return (await bench.AdvanceAsync()).Count(node => node.State == ResourceState.Ready);
    }
}
