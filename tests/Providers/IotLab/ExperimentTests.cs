using System.Collections.Immutable;

namespace IotLab.Tests;

/// <summary>
/// Experiments from their submission to their end. Times were computed by hand from 18:00:00 UTC on.
/// </summary>
public sealed class ExperimentTests
{
    private static readonly DateTimeOffset Six = DateTimeOffset.Parse("2026-11-21T18:00:00Z", CultureInfo.InvariantCulture);
    private static readonly string[] Both = ["m3-1.grenoble.iot-lab.info", "m3-2.grenoble.iot-lab.info"];

    [Fact]
    public async Task An_experiment_with_a_future_start_waits_and_its_nodes_are_ready_when_it_is_deployed()
    {
        await using Bench bench = await Bench.StartAsync(options =>
            options with
            {
                LaunchDelay = TimeSpan.FromMinutes(2),
                DeployDuration = TimeSpan.FromMinutes(1),
            }
        );
        bench.Use(options => options with { StartsAt = Six.AddHours(1) });
        await bench.ApplyAsync(bench.Orders.CreateNodes(2));

        List<string> told = [];
        foreach (int minutes in new[] { 0, 60, 1, 1, 1 })
        {
            bench.Clock.Advance(TimeSpan.FromMinutes(minutes));
            told.Add($"{bench.Server.LiveExperiments.Single().Split(' ')[1]} {string.Join(' ', (await StatesAsync(bench)).Distinct())}");
        }

        told.ShouldBe(["Waiting Pending", "toLaunch Pending", "Launching Pending", "Running Pending", "Running Ready"]);
    }

    [Fact]
    public async Task An_experiment_waits_for_its_boards_and_ends_after_its_duration_in_whole_minutes()
    {
        await using Bench bench = await Bench.StartAsync(options => options with { FinishDelay = TimeSpan.FromMinutes(1) });
        bench.Server.Occupy(["m3-7.grenoble.iot-lab.info"], TimeSpan.FromMinutes(30));
        bench.Use(options => options with { Duration = TimeSpan.FromSeconds(90) });
        await bench.ApplyAsync(bench.NodeAt("n-1", "grenoble/m3-7"));

        List<ResourceState> states = [];
        foreach (double minutes in new[] { 0, 31, 1, 1.5, 1 })
        {
            bench.Clock.Advance(TimeSpan.FromMinutes(minutes));
            states.Add((await bench.AdvanceAsync()).Single().State);
        }

        // The board is reserved until 18:30 and free a minute later. The duration is rounded up to two minutes: the
        // experiment ends at 18:33, and takes another minute to finish.
        states.ShouldBe([ResourceState.Pending, ResourceState.Ready, ResourceState.Ready, ResourceState.Deleting, ResourceState.Failed]);
    }

    [Fact]
    public async Task Observing_never_flashes_a_board_and_advancing_does()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Server.Spoil(Both[1], 1);
        using RecordingHandler handler = new(isQuestion: static _ => false);
        bench.Use(options => options with { Firmware = "iotlab_m3_tutorial", Handler = handler });
        await bench.ApplyAsync(bench.Orders.CreateNodes(2));
        int made = handler.ChangeCount;

        for (int look = 0; look < 3; look++)
        {
            (await bench.Provider.ObserveAsync(bench.Orders.Owner))
                .Select(one => one.State)
                .ShouldBe([ResourceState.Ready, ResourceState.Pending]);
        }

        handler.ChangeCount.ShouldBe(made);
        await bench.AdvanceAsync();
        handler.ChangeCount.ShouldBeGreaterThan(made);
        bench.Server.CommandsOf(Both[1]).ShouldBe(["flash iotlab_m3_tutorial"]);
    }

    [Fact]
    public async Task Only_boards_whose_deployment_failed_are_flashed_again()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Server.Spoil(Both[1], 2);
        bench.Use(options => options with { Firmware = "iotlab_m3_tutorial" });
        await bench.ApplyAsync(bench.Orders.CreateNodes(2));

        ValueList<Resource> first = await bench.AdvanceAsync();
        ValueList<Resource> second = await bench.AdvanceAsync();

        (first.Select(one => one.State), second.Select(one => one.State)).ShouldSatisfyAllConditions(
            pair => pair.Item1.ShouldBe([ResourceState.Ready, ResourceState.Pending]),
            pair => pair.Item2.ShouldBe([ResourceState.Ready, ResourceState.Ready])
        );
        Both.Select(bench.Server.FirmwareOf).ShouldBe(["iotlab_m3_tutorial", "iotlab_m3_tutorial"]);
        bench.Server.CommandsOf(Both[0]).ShouldBeEmpty();
        bench.Server.CommandsOf(Both[1]).ShouldBe(["flash iotlab_m3_tutorial"]);
    }

    [Fact]
    public async Task Firmware_comes_from_the_options_or_the_account_and_unknown_firmware_is_rejected()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Use(options =>
            options with
            {
                // One experiment for each firmware, so that a rejected one does not block the others.
                StartNodesTogether = false,
                FirmwareFiles = ImmutableDictionary<string, ImmutableArray<byte>>.Empty.Add("blink.elf", [0x7f, 0x45, 0x4c, 0x46]),
                MonitoringProfile = "consumption",
            }
        );

        ValueList<StepOutcome> made = await bench.ApplyAsync([
            bench.NodeAt("n-1", "grenoble", "blink.elf"),
            bench.NodeAt("n-2", "grenoble", "other_m3"),
            bench.NodeAt("n-3", "grenoble", "nowhere"),
        ]);
        NodeCommandResult flashed = await bench.Provider.FlashAsync(bench.Orders.Owner, "blink.elf", ["n-2"]);
        NodeCommandResult refused = await bench.Provider.FlashAsync(bench.Orders.Owner, "nowhere");

        made.Select(outcome => outcome.Problem?.Code.Id ?? "").Order(StringComparer.Ordinal).ShouldBe(["", "", "SW4602"]);
        flashed.Succeeded.ShouldBe(["n-2"]);
        Both.Select(bench.Server.FirmwareOf).ShouldBe(["blink.elf", "blink.elf"]);
        refused.Failed.Select(problem => (problem.Field, problem.Code.Id)).ShouldBe([("n-1", "SW4602"), ("n-2", "SW4602")]);
        bench.Server.Marks.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_command_reports_which_nodes_succeeded_and_which_failed()
    {
        await using Bench bench = await Bench.StartAsync();
        await bench.ApplyAsync(bench.Orders.CreateNodes(2, "n"));
        bench.Server.Spoil(Both[0], 1);

        NodeCommandResult reset = await bench.Provider.SendCommandAsync(bench.Orders.Owner, NodeCommand.Reset);
        NodeCommandResult stopped = await bench.Provider.SendCommandAsync(bench.Orders.Owner, NodeCommand.Stop, ["n-1", "n-9"]);
        NodeCommandResult started = await bench.Provider.SendCommandAsync(bench.Orders.Owner, NodeCommand.Start, ["n-1"]);

        (reset.Succeeded, reset.Failed.Single().ToString()).ShouldBe(
            (["n-2"], "n-1: the command failed on the board m3-1.grenoble.iot-lab.info; repeat it, or remove the node")
        );
        (stopped.Succeeded, stopped.Failed.Single().Field, stopped.Failed.Single().Code).ShouldBe(
            (["n-1"], "n-9", ProblemCode.ResourceNotFound)
        );
        started.Failed.ShouldBeEmpty();
        bench.Server.CommandsOf(Both[0]).ShouldBe(["stop", "start"]);
    }

    [Fact]
    public async Task A_failed_board_is_ready_after_it_is_flashed_manually()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Server.Spoil(Both[0], 2);
        bench.Use(options => options with { MaxDeploymentAttempts = 2 });
        await bench.ApplyAsync(bench.Orders.CreateNode("n-1"));

        ResourceState before = (await bench.AdvanceAsync()).Single().State;
        await bench.Provider.FlashAsync(bench.Orders.Owner, "other_m3");

        (before, (await bench.AdvanceAsync()).Single().State).ShouldBe((ResourceState.Failed, ResourceState.Ready));
    }

    [Fact]
    public async Task Connecting_to_a_board_without_Linux_fails_and_reports_which_boards_accept_connections()
    {
        await using Bench bench = await Bench.StartAsync();
        await using CapturingTransport way = new();
        bench.Use(options => options with { Transport = way });
        Resource board = (await bench.ApplyAsync(bench.NodeAt("n-1", "grenoble"))).Resource!;
        Resource linux = (await bench.ApplyAsync(bench.NodeAt("n-2", "saclay/rpi3:at86rf233"))).Resource!;

        AgentException failure = await Should.ThrowAsync<AgentException>(() => bench.Provider.ConnectAsync(board));
        await Should.ThrowAsync<AgentException>(() => bench.Provider.ConnectAsync(linux));

        failure
            .Problems.Single()
            .ToString()
            .ShouldBe(
                "n-1: its board m3-1.grenoble.iot-lab.info runs firmware, and does not accept connections; use nodes of a8 or rpi3, or SendCommandAsync and FlashAsync"
            );
        way.Asked.ShouldBe(["root@node-rpi3-1.saclay.iot-lab.info"]);
    }

    [Fact]
    public async Task A_check_reports_all_problems_of_an_invalid_topology()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Server.SetTrouble("m3-3.grenoble.iot-lab.info", "Dead");
        string[] clouds =
        [
            "lille",
            "grenoble/m4:none",
            "grenoble/m3-99",
            "grenoble/m3-3",
            "grenoble/m3-4",
            "grenoble/m3-4",
            "grenoble/m3:at86rf231/fast",
            .. Enumerable.Repeat("saclay", 9),
        ];
        NodeGroup group = new("web", "builtin@1.0.0")
        {
            Nodes = [.. clouds.Select((cloud, at) => new NodeSpec($"n-{at}", at + 1) { Cloud = cloud })],
        };

        ValueList<Problem> problems = await bench.Provider.CheckAsync(
            Topology.Create("wrong").Build() with
            {
                Groups = new[] { KeyValuePair.Create("web", group) }.ToValueMap(),
            }
        );
        ValueList<Problem> none = await bench.Provider.CheckAsync(
            Topology.Create("right").AddProfile(Profile.Create("web").WithCount(39).Build()).Build()
        );

        problems
            .Select(problem => problem.ToString())
            .Order(StringComparer.Ordinal)
            .ShouldBe([
                "n-0: there is no site 'lille'; use one of grenoble, saclay",
                "n-1: there are no boards 'grenoble/m4:none'; use one of grenoble/a8:at86rf231, grenoble/m3:at86rf231, grenoble/m3:at86rf231/mobile",
                "n-2: there is no board 'm3-99.grenoble.iot-lab.info'; use the name of another board, or a kind of board",
                "n-3: the board 'm3-3.grenoble.iot-lab.info' is Dead; use the name of another board, or a kind of board",
                "n-5: the board 'm3-4.grenoble.iot-lab.info' is already requested for another node; use the name of another board, or a kind of board",
                "n-6: 'grenoble/m3:at86rf231/fast' is not a valid placement at this testbed; use SITE, SITE/ARCHI, SITE/ARCHI/mobile or SITE/BOARD, as in grenoble/m3:at86rf231 or grenoble/m3-7",
                "saclay/m3:at86rf231: 9 nodes are requested, but only 8 suitable boards exist for saclay/m3:at86rf231; want fewer nodes, or use more sites",
            ]);
        none.ShouldBeEmpty();
    }

    [Fact]
    public async Task Names_too_long_for_an_ownership_tag_are_rejected_with_the_limit()
    {
        await using Bench bench = await Bench.StartAsync();

        StepOutcome refused = await bench.ApplyAsync(bench.NodeAt(new string('n', 150), "grenoble"));

        (refused.Result, refused.Problem!.Code.Id).ShouldBe((StepResult.Failed, "SW4602"));
        refused.Problem.Message.ShouldEndWith("characters, but names at the testbed can have at most 255");
        bench.Server.Marks.ShouldBeEmpty();
    }

    private static async Task<ResourceState[]> StatesAsync(Bench bench) => [.. (await bench.AdvanceAsync()).Select(node => node.State)];
}
