using Scalewright.Providers.Containers;
using Scalewright.Providers.Simulation;

namespace Containers.Tests.Faults;

/// <summary>Effects of faults, measured in the containers of real engines.</summary>
[Collection(SharedContainers.Name)]
public class NodeFaultTests(ContainerLabs labs)
{
    private const long Rate = 200_000;

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task Cuts_affect_the_given_directions_and_nodes_until_they_are_reverted(string engine)
    {
        await using FaultScene scene = await FaultScene.CreateAsync(labs[engine], 3);
        (NodeFault Fault, double From2, double To2, double From3)[] cuts =
        [
            (new NodeFault { IsInboundBlocked = true }, 0, 1, 0),
            (new NodeFault { IsOutboundBlocked = true }, 1, 0, 1),
            (new NodeFault { IsInboundBlocked = true, IsOutboundBlocked = true }, 0, 0, 0),
            (new NodeFault { BlockedInboundNodes = ["web-2"] }, 0, 1, 1),
            (NodeFault.None, 1, 1, 1),
        ];

        foreach ((NodeFault fault, double from2, double to2, double from3) in cuts)
        {
            await scene.InjectAsync(1, fault);

            (await scene.DeliverAsync(2, 1, 20), await scene.DeliverAsync(1, 2, 20), await scene.DeliverAsync(3, 1, 20)).ShouldBe(
                (from2, to2, from3),
                $"{fault}"
            );
            (await scene.ReadAsync(1)).ShouldBe(fault);
        }
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task Packets_are_lost_with_the_given_probability_from_all_nodes_or_from_single_ones(string engine)
    {
        await using FaultScene scene = await FaultScene.CreateAsync(labs[engine], 3);

        await scene.InjectAsync(1, new NodeFault { Loss = 0.4 });
        (await scene.DeliverAsync(2, 1, 400)).ShouldBe(0.6, 0.1);
        (await scene.DeliverAsync(1, 2, 50)).ShouldBe(1);

        await scene.InjectAsync(1, new NodeFault { InboundLinks = [new InboundLinkFault("web-2") { Loss = 0.7 }] });
        (await scene.DeliverAsync(2, 1, 400)).ShouldBe(0.3, 0.1);
        (await scene.DeliverAsync(3, 1, 50)).ShouldBe(1);

        await scene.InjectAsync(1, NodeFault.None);
        (await scene.DeliverAsync(2, 1)).ShouldBe(1);
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_rate_limits_both_directions_or_what_a_single_node_sends(string engine)
    {
        await using FaultScene scene = await FaultScene.CreateAsync(labs[engine], 2);

        await scene.InjectAsync(1, new NodeFault { MaxBytesPerSecond = Rate });
        (await MeasureAsync(scene, 2, 1)).ShouldBe(Rate, Rate * 0.25);
        (await MeasureAsync(scene, 1, 2)).ShouldBe(Rate, Rate * 0.25);

        await scene.InjectAsync(1, new NodeFault { InboundLinks = [new InboundLinkFault("web-2") { MaxBytesPerSecond = 2 * Rate }] });
        (await MeasureAsync(scene, 2, 1, 2 * Rate)).ShouldBe(2 * Rate, Rate * 0.5);
        await scene.InjectAsync(1, NodeFault.None);
        (await scene.DeliverAsync(2, 1)).ShouldBe(1);
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_full_disk_rejects_writes_and_keeps_its_files_until_the_fault_is_reverted(string engine)
    {
        await using FaultScene scene = await FaultScene.CreateAsync(labs[engine], 2);
        (await scene.Node(1).RunAsync(["sh", "-c", "pwd; echo kept >kept"])).Output.ShouldBe("/data\n");

        await scene.InjectAsync(1, new NodeFault { IsDiskFull = true });

        (await scene.CanWriteAsync(1), await scene.CanWriteAsync(2)).ShouldBe((false, true));
        (await scene.Node(1).RunAsync(["cat", "kept"])).Output.ShouldBe("kept\n");
        (await scene.ReadAsync(1)).ShouldBe(new NodeFault { IsDiskFull = true });

        await scene.InjectAsync(1, NodeFault.None);
        (await scene.CanWriteAsync(1)).ShouldBeTrue();
        (await scene.Node(1).RunAsync(["df", "-k", "/data"])).Output.ShouldContain($" {FaultScene.DiskMiB * 1024} ");
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_paused_node_does_not_respond_until_it_is_resumed_and_has_lossy_links_meanwhile(string engine)
    {
        await using FaultScene scene = await FaultScene.CreateAsync(labs[engine], 2);
        NodeFault paused = new() { IsPaused = true, BlockedInboundNodes = ["web-2"] };
        await scene.Node(1).PingAsync();

        await scene.InjectAsync(1, paused);
        Task<TimeSpan> ping = scene.Node(1).PingAsync();
        await scene.Node(2).RunAsync(["sleep", "0.5"]);
        ping.IsCompleted.ShouldBeFalse("a paused node responds to nothing");
        (await scene.ResourceAsync(1)).State.ShouldBe(ResourceState.Ready);
        (await scene.ReadAsync(1)).ShouldBe(paused);

        await scene.InjectAsync(1, paused with { IsPaused = false });
        await ping;
        (await scene.DeliverAsync(2, 1, 20)).ShouldBe(0);
        await scene.InjectAsync(1, NodeFault.None);
        (await scene.DeliverAsync(2, 1, 20)).ShouldBe(1);
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_node_without_power_is_ready_and_has_its_other_faults_again_after_the_start(string engine)
    {
        await using FaultScene scene = await FaultScene.CreateAsync(labs[engine], 2);
        NodeFault cut = new() { BlockedInboundNodes = ["web-2"], IsPaused = true };
        Task<CommandResult> running = scene.Node(1).RunAsync(["sleep", "1000"]);
        await scene.Node(1).RunAsync(["true"]);
        await scene.InjectAsync(1, cut);

        await scene.InjectAsync(1, cut with { IsPoweredOff = true });

        Resource node = await scene.ResourceAsync(1);
        (node.State, node.Waiting).ShouldBe((ResourceState.Ready, null));
        AgentException off = await Should.ThrowAsync<AgentException>(() => scene.Provider.ConnectAsync(node));
        (off.Problems[0].Message, off.IsTransient).ShouldBe(("it is powered off by an injected fault", true));
        await scene.Provider.KillAsync(node);
        (await scene.ReadAsync(1)).ShouldBe(cut with { IsPoweredOff = true });

        await scene.InjectAsync(1, cut with { IsPaused = false });
        await Should.ThrowAsync<AgentException>(() => running);
        (await scene.DeliverAsync(2, 1, 20), await scene.DeliverAsync(1, 2, 20)).ShouldBe((0, 1));
        await scene.InjectAsync(1, NodeFault.None);
        (await scene.DeliverAsync(2, 1, 20)).ShouldBe(1);
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_killed_node_loses_its_programs_and_its_pause_and_keeps_its_link_faults(string engine)
    {
        await using FaultScene scene = await FaultScene.CreateAsync(labs[engine], 2);
        NodeFault cut = new() { BlockedInboundNodes = ["web-2"] };
        Task<CommandResult> running = scene.Node(1).RunAsync(["sleep", "1000"]);
        await scene.Node(1).RunAsync(["true"]);
        await scene.InjectAsync(1, cut with { IsPaused = true });

        await scene.Provider.KillAsync(await scene.ResourceAsync(1));

        AgentException lost = await Should.ThrowAsync<AgentException>(() => running);
        lost.IsOutcomeUnknown.ShouldBeTrue();
        // A connection that is opened between the stop and the start finds a container that has ended.
        new[] { ProblemCode.ConnectionLost, ProblemCode.ResourceNotFound }.ShouldContain(lost.Code);
        (await scene.ReadAsync(1)).ShouldBe(cut);
        (await scene.DeliverAsync(2, 1, 20), await scene.DeliverAsync(1, 2, 20)).ShouldBe((0, 1));
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task Without_access_to_namespaces_a_node_is_isolated_and_gets_its_address_again(string engine)
    {
        await using FaultScene scene = await FaultScene.CreateAsync(labs[engine], 2, access: FaultAccess.Engine);
        NodeFault isolated = new() { IsInboundBlocked = true, IsOutboundBlocked = true };
        string address = await TrafficProbe.FindAddressAsync(scene.Node(1));

        await scene.InjectAsync(1, isolated);
        (await scene.Node(2).RunAsync(["busybox", "ping", "-c", "1", "-W", "1", address])).ExitCode.ShouldBe(1);
        (await scene.ReadAsync(1)).ShouldBe(isolated);

        await scene.InjectAsync(1, NodeFault.None);
        (await TrafficProbe.FindAddressAsync(scene.Node(1))).ShouldBe(address);
        (await scene.DeliverAsync(2, 1, 20), await scene.DeliverAsync(1, 2, 20)).ShouldBe((1, 1));
        await Should.ThrowAsync<ProviderException>(() => scene.InjectAsync(1, new NodeFault { Loss = 0.5 }));
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task After_a_failed_injection_a_node_has_no_faults(string engine)
    {
        await using FaultScene scene = await FaultScene.CreateAsync(labs[engine], 2);
        await scene.InjectAsync(1, new NodeFault { IsInboundBlocked = true, IsDiskFull = true });

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() =>
            scene.InjectAsync(1, new NodeFault { BlockedInboundNodes = ["moon"] })
        );

        failure.Problems.Single().Code.ShouldBe(ProblemCode.UnknownReference);
        (await scene.ReadAsync(1)).ShouldBe(NodeFault.None);
        (await scene.DeliverAsync(2, 1, 20), await scene.CanWriteAsync(1)).ShouldBe((1, true));
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task All_faults_of_a_schedule_end_when_it_is_canceled(string engine)
    {
        await using FaultScene scene = await FaultScene.CreateAsync(labs[engine], 4);
        using CancellationTokenSource ending = new();
        Task running = FaultSchedule
            .Empty.Add(TimeSpan.Zero, new FreezeNode("web-1"))
            .Add(TimeSpan.Zero, new FillDisk("web-1"))
            .Add(TimeSpan.Zero, new RestartNode("web-2") { Duration = TimeSpan.FromHours(1) })
            .Add(TimeSpan.Zero, new CutLink("web-3", "web-4"))
            .Add(TimeSpan.Zero, new IsolateHost("web-4"))
            .Add(TimeSpan.FromHours(1), new HealNetwork())
            .RunAsync(scene.Cluster, ending.Token);
        await Poll.UntilAsync(() => running.IsCompleted || HasFault(scene, 4));

        if (running.IsCompleted)
        {
            await running;
        }

        await ending.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);

        await AssertNoFaultsAsync(scene, 4);
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task Faults_of_a_killed_program_are_reverted_when_its_cluster_is_opened_again(string engine)
    {
        using TemporaryFolder folder = new();
        string state = folder.At("state");
        FaultScene first = await FaultScene.CreateAsync(labs[engine], 3, state);
        await first.Cluster.DisposeAsync();
        ProcessStartInfo start = TestProgram.Describe(
            "containers",
            "faults",
            $"{labs[engine].Endpoint}",
            ContainerLab.Image,
            $"{FaultScene.DiskMiB}",
            "web-1=degraded",
            "web-2=off",
            "web-3=isolated"
        );
        start.RedirectStandardOutput = true;
        using Process program = Process.Start(start)!;
        (await program.StandardOutput.ReadLineAsync()).ShouldBe("injected");
        program.Kill();
        await program.WaitForExitAsync();
        (await first.Provider.ObserveAsync(null)).Select(node => node.State).ShouldAllBe(found => found == ResourceState.Ready);
        await first.Provider.DisposeAsync();

        await using FaultScene again = await FaultScene.OpenAsync(labs[engine], state, new ClusterOptions());

        again.Cluster.Warnings.ShouldBeEmpty();
        await AssertNoFaultsAsync(again, 3);
    }

    private static Task<double> MeasureAsync(FaultScene scene, int from, int to, long limit = Rate) =>
        TrafficProbe.MeasureRateAsync(scene.Node(from), scene.Node(to), limit);

    private static bool HasFault(FaultScene scene, int number) => scene.ReadAsync(number).GetAwaiter().GetResult() != NodeFault.None;

    private static async Task AssertNoFaultsAsync(FaultScene scene, int count)
    {
        for (int number = 1; number <= count; number++)
        {
            (await scene.ReadAsync(number)).ShouldBe(NodeFault.None);
            int next = (number % count) + 1;
            (await scene.DeliverAsync(number, next, 20), await scene.CanWriteAsync(number)).ShouldBe((1, true), $"node {number}");
        }
    }
}
