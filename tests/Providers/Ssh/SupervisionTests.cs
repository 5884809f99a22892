namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class SupervisionTests(SshLab lab) : IProgress<ClusterEvent>
{
    private const int Number = 4;
    private static readonly RestartPolicy Hurried = new() { Delay = TimeSpan.FromMilliseconds(100) };
    private readonly ConcurrentQueue<ClusterEvent> _events = new();

    public void Report(ClusterEvent value) => _events.Enqueue(value);

    [MachineFact("ssh-machines")]
    public async Task F_PROC_06_a_killed_agent_is_restarted_after_a_delay_and_no_command_is_retried()
    {
        await using SshProvider provider = Open("super-kill");
        await using Cluster cluster = await MakeAsync(provider, "super-kill", new RestartPolicy());
        Node node = cluster.Nodes[0];
        string boot = (await node.RunAsync(["sh", "-c", "echo $PPID"])).Output;
        Task<CommandResult> running = node.RunAsync(["sh", "-c", "echo x >>/tmp/super-trace; sleep 600"]);
        await Poll.UntilAsync(() => File.Exists(At("super-trace")));
        DateTimeOffset killedAt = TimeProvider.System.GetUtcNow();

        lab.OnMachine(Number, "kill", "-9", AgentIds("super-kill").ShouldHaveSingleItem());
        await using (
            Watching watching = new(
                cluster,
                new MonitorOptions { PingInterval = TimeSpan.FromSeconds(4), UnreachableTimeout = TimeSpan.FromMinutes(2) }
            )
        )
        {
            await Poll.UntilAsync(() => Told(ClusterEventKind.NodeRestarted).Length > 0);
        }

        (await Should.ThrowAsync<AgentException>(() => running)).IsOutcomeUnknown.ShouldBeTrue();
        // The delay is 1 s, minus up to 20 % jitter.
        (Told(ClusterEventKind.NodeRestarted).ShouldHaveSingleItem().Timestamp - killedAt).ShouldBeGreaterThanOrEqualTo(
            TimeSpan.FromSeconds(0.8)
        );
        (await node.RunAsync(["cat", "/tmp/super-trace"])).Output.ShouldBe("x\n");
        (await node.RunAsync(["sh", "-c", "echo $PPID"])).Output.ShouldNotBe(boot);
        node.State.ShouldBe(NodeState.Ready);
        await EndAsync(cluster, "super-kill");
    }

    [MachineFact("ssh-machines")]
    public async Task F_PROC_07_an_agent_that_exits_at_once_is_started_five_times_and_marked_as_failed_with_its_log()
    {
        await using SshProvider provider = Open("super-loop");
        await using Cluster cluster = await MakeAsync(provider, "super-loop", Hurried);
        Node node = cluster.Nodes[0];
        string ends = Path.Combine(Directory.CreateDirectory(At("super-loop-agent")).FullName, "ends");
        await File.WriteAllTextAsync(ends, "");
        long start = TimeProvider.System.GetTimestamp();

        AgentException refused = await Should.ThrowAsync<AgentException>(() => node.PingAsync());
        AgentException lost = await Should.ThrowAsync<AgentException>(() => node.PingAsync());

        (refused.Code, refused.IsOutcomeUnknown).ShouldBe((ProblemCode.AgentExited, false));
        refused
            .Problems[0]
            .Message.ShouldBe(
                "the agent exited with code 70 immediately after its start; its final output: line 20 | line 21 | line 22 | line 23 | line 24"
            );
        lost.Code.ShouldBe(ProblemCode.AgentExited);
        // Each of five starts writes six lines.
        string[] last = [.. Enumerable.Range(11, 20).Select(number => string.Create(CultureInfo.InvariantCulture, $"line {number}"))];
        lost.LogTail.ShouldBe(last);
        node.State.ShouldBe(NodeState.Failed);
        Told(ClusterEventKind.NodeFailed)
            .ShouldHaveSingleItem()
            .Message.ShouldBe(
                $"its agent exited 5 times within 00:10:00 and is marked as failed; last lines of its log: {string.Join(" | ", last)}"
            );
        // The delays are 0.1, 0.2, 0.4 and 0.8 s, each minus up to 20 % jitter.
        TimeProvider.System.GetElapsedTime(start).ShouldBeGreaterThan(TimeSpan.FromSeconds(1.2));

        File.Delete(ends);
        (await cluster.RepairAsync()).Problems.ShouldBeEmpty();
        (await node.RunAsync(["echo", "made again"])).Output.ShouldBe("made again\n");
        node.State.ShouldBe(NodeState.Ready);
        await EndAsync(cluster, "super-loop");
    }

    [MachineFact("ssh-machines")]
    public async Task F_PROC_07_an_agent_that_responds_but_exits_five_times_is_marked_as_failed()
    {
        await using SshProvider provider = Open("super-fall");
        await using Cluster cluster = await MakeAsync(provider, "super-fall", Hurried);
        Node node = cluster.Nodes[0];
        for (int end = 1; end <= 5; end++)
        {
            await node.PingAsync();
            node.State.ShouldBe(NodeState.Ready);
            Told(ClusterEventKind.NodeRestarted).Length.ShouldBe(end - 1);
            lab.OnMachine(Number, "kill", "-9", AgentIds("super-fall").ShouldHaveSingleItem());
        }

        (await Should.ThrowAsync<AgentException>(() => node.PingAsync())).Code.ShouldBe(ProblemCode.AgentExited);
        node.State.ShouldBe(NodeState.Failed);
        AgentIds("super-fall").ShouldBeEmpty("nobody starts it any more");
        await EndAsync(cluster, "super-fall");
    }

    [MachineFact("ssh-machines")]
    public async Task F_PROC_08_an_agent_whose_folder_is_deleted_restarts_and_loses_its_running_commands()
    {
        await using SshProvider provider = Open("super-wipe");
        await using Cluster cluster = await MakeAsync(provider, "super-wipe", Hurried);
        Node node = cluster.Nodes[0];
        Task<CommandResult> running = node.RunAsync(["sh", "-c", "touch /tmp/super-begun; sleep 600"]);
        await Poll.UntilAsync(() => File.Exists(At("super-begun")));

        Directory.Delete(At("super-wipe-agent"), recursive: true);

        // The agent detects the deletion and exits with the processes it started.
        (await Should.ThrowAsync<AgentException>(() => running)).IsOutcomeUnknown.ShouldBeTrue();
        (await node.RunAsync(["echo", "again"])).Output.ShouldBe("again\n");
        Told(ClusterEventKind.NodeRestarted).Length.ShouldBe(1);
        Directory.Exists(At("super-wipe-agent")).ShouldBeTrue("the program was pushed again");
        await EndAsync(cluster, "super-wipe");
    }

    private static Topology Single(string name) =>
        Topology.Empty with
        {
            Name = name,
            Groups = ValueMap<NodeGroup>.Empty.With("web", new NodeGroup("web", "builtin@1.0.0") { Nodes = [new NodeSpec("n1", 1)] }),
        };

    private SshProvider Open(string name) =>
        new(
            [SshLab.AddressOf(Number)],
            new SshOptions
            {
                Client = lab.Options,
                Folder = $"/tmp/{name}",
                Agent = AgentTests.MakeOptions(lab, $"{name}-agent"),
            }
        );

    private Task<Cluster> MakeAsync(SshProvider provider, string name, RestartPolicy policy) =>
        Cluster
            .Create(Single(name))
            .UseProvider(provider)
            .WithListener(this)
            .WithOptions(settings => settings with { RestartPolicy = policy })
            .ProvisionAsync();

    private ClusterEvent[] Told(ClusterEventKind kind) => [.. _events.Where(told => told.Kind == kind)];

    private string At(string path) => lab.At("4", "tmp", path);

    private string[] AgentIds(string name) =>
        lab.OnMachine(Number, "sh", "-c", $"pgrep -f '[s]calewright-agent serve /tmp/{name}-agent/' || :")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task EndAsync(Cluster cluster, string name)
    {
        await cluster.DestroyAsync();
        Directory.Exists(At($"{name}-agent")).ShouldBeFalse("the agent is removed with its node");
        // The agent checks every two seconds if its folder still exists.
        await Poll.UntilAsync(() => AgentIds(name).Length == 0);
    }
}
