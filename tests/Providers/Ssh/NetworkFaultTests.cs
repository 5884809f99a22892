namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class NetworkFaultTests(SshLab lab) : IProgress<ClusterEvent>
{
    private const string Iptables = "iptables";
    private const double Loss = 0.1;
    private const string Waiting = "echo x >>/tmp/cut-trace; until [ -e /tmp/cut-end ]; do sleep 0.1; done; echo done";
    private static readonly int[] Cut = [2, 3, 4];
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(6);

    // Long enough for a login on a busy machine. Each observation also tries the node that is cut off.
    private static readonly MonitorOptions Watch = new()
    {
        PingInterval = TimeSpan.FromSeconds(4),
        UnreachableTimeout = SilenceMax,
        PollInterval = TimeSpan.FromSeconds(1),
    };

    private static readonly ClusterEventKind[] Verdicts =
    [
        ClusterEventKind.NodeUnreachable,
        ClusterEventKind.NodeReachable,
        ClusterEventKind.NodeFailed,
        ClusterEventKind.NodeLost,
        ClusterEventKind.NodeRestarted,
    ];

    private readonly ConcurrentQueue<ClusterEvent> _events = new();

    public void Report(ClusterEvent value) => _events.Enqueue(value);

    [MachineTheory("ssh-machines", Iptables), InlineData(false), InlineData(true)]
    public async Task F_NET_01_and_02_machines_that_are_cut_off_become_unreachable_and_return_as_the_same_nodes(bool hasAgent)
    {
        string name = hasAgent ? "cut-agent" : "cut";
        await using SshProvider provider = Open(name, SshLab.Count, hasAgent);
        await using Cluster cluster = await MakeAsync(provider, name, SshLab.Count);
        Resource[] before = [.. await provider.ObserveAsync(cluster.Owner)];
        string[] marks = ReadMarks(name);
        string[] boots = await BootsAsync(provider, before);
        Dictionary<string, Task<CommandResult>> running = Cut.ToDictionary(
            number => $"n{number}",
            number => cluster.Nodes[$"n{number}"].RunAsync(["sh", "-c", Waiting]),
            StringComparer.Ordinal
        );
        await Poll.UntilAsync(() => Cut.All(number => File.Exists(At(number, "cut-trace"))));

        await using (Watching watching = new(cluster, Watch))
        {
            lab.Cut(2, inbound: true, outbound: true);
            lab.Cut(3, inbound: true, outbound: false);
            lab.Cut(4, inbound: false, outbound: true);
            try
            {
                await Poll.UntilAsync(() => cluster.Nodes.Count(node => node.State == NodeState.Unreachable) == Cut.Length);
                ReadMarks(name).ShouldBe(marks);
            }
            finally
            {
                Array.ForEach(Cut, lab.Join);
            }

            await Poll.UntilAsync(() => cluster.Nodes.All(node => node.State == NodeState.Ready));
            foreach ((string node, Task<CommandResult> command) in running)
            {
                await File.WriteAllTextAsync(At(node[1] - '0', "cut-end"), "");

                // An agent survives a lost connection. A shell does not, so the outcome of its command is unknown.
                (
                    hasAgent ? (await command).Output : (await Should.ThrowAsync<AgentException>(() => command)).IsOutcomeUnknown.ToString()
                ).ShouldBe(hasAgent ? "done\n" : "True");
                (await cluster.Nodes[node].RunAsync(["sh", "-c", "cat /tmp/cut-trace; rm /tmp/cut-trace /tmp/cut-end"])).Output.ShouldBe(
                    "x\n"
                );
            }
        }

        Cut.ShouldAllBe(number =>
            Of($"n{number}")
                .Select(told => told.Kind)
                .SequenceEqual(new[] { ClusterEventKind.NodeUnreachable, ClusterEventKind.NodeReachable })
        );
        Of("n1").ShouldBeEmpty();
        (await provider.ObserveAsync(cluster.Owner)).ShouldBe(before);
        (await BootsAsync(provider, before)).ShouldBe(boots);
        (await cluster.PlanAsync(cluster.Topology)).IsEmpty.ShouldBeTrue();
        await cluster.DestroyAsync();
        (await provider.ObserveAsync(null)).ShouldBeEmpty();
    }

    [MachineFact("ssh-machines", Iptables)]
    public async Task F_NET_01_a_machine_that_is_cut_off_is_marked_as_failed_after_the_delay_and_then_repaired()
    {
        await using SshProvider provider = Open("given-up", 2, hasAgent: false);
        await using Cluster cluster = await MakeAsync(provider, "given-up", 2);
        Resource before = (await provider.ObserveAsync(cluster.Owner))[1];
        string mark = ReadMark();
        TimeSpan delay = TimeSpan.FromSeconds(5);
        DateTimeOffset cutAt = TimeProvider.System.GetUtcNow();
        lab.Cut(2, inbound: true, outbound: true);
        try
        {
            await using Watching watching = new(cluster, Watch with { ReplaceDelay = delay });
            await Poll.UntilAsync(() => Of("n2").Any(told => told.Kind == ClusterEventKind.NodeFailed));

            Of("n2").Select(told => told.Kind).ShouldBe([ClusterEventKind.NodeUnreachable, ClusterEventKind.NodeFailed]);
            (Of("n2")[1].Timestamp - cutAt).ShouldBeGreaterThanOrEqualTo(SilenceMax + delay);
            ReadMark().ShouldBe(mark, "nobody can remove it");
            cluster.Nodes[1].State.ShouldBe(NodeState.Failed);
        }
        finally
        {
            lab.Join(2);
        }

        PlanReport repaired = await cluster.RepairAsync();

        repaired.Problems.ShouldBeEmpty();
        Resource after = (await provider.ObserveAsync(cluster.Owner)).Single(node => node.Tag.Name == "n2");
        (after.Id, after.Tag.Token == before.Tag.Token).ShouldBe((before.Id, false));
        (await cluster.Nodes[1].RunAsync(["echo", "new"])).Output.ShouldBe("new\n");
        cluster.Nodes.ShouldAllBe(node => node.State == NodeState.Ready);
        await cluster.DestroyAsync();

        string ReadMark() => File.ReadAllText(At(2, "given-up/mark"));
    }

    // Delay, duplication and reordering need netem in the kernel. They are tested in the simulation.
    [MachineFact("ssh-machines", Iptables)]
    public Task F_NET_07_files_arrive_intact_with_progress_and_commands_run_once_over_a_slow_lossy_link() =>
        Task.WhenAll(BeSlowAsync(2, hasAgent: false), BeSlowAsync(3, hasAgent: true));

    private static Topology Sized(string name, int count) =>
        Topology.Empty with
        {
            Name = name,
            Groups = ValueMap<NodeGroup>.Empty.With(
                "web",
                new NodeGroup("web", "builtin@1.0.0")
                {
                    Nodes = Enumerable.Range(1, count).Select(number => new NodeSpec($"n{number}", number)).ToValueList(),
                }
            ),
        };

    private async Task BeSlowAsync(int number, bool hasAgent)
    {
        const int Length = 70_000;
        const int Kilobits = 64;
        byte[] content = new byte[Length];
        new Random(number).NextBytes(content);
        AgentDeployerOptions? agent = hasAgent ? AgentTests.MakeOptions(lab, "slow-agent") : null;
        await using SshProvider provider = new(
            [SshLab.AddressOf(number)],
            new SshOptions
            {
                Client = lab.Options,
                Folder = "/tmp/slow",
                Agent = agent,
            }
        );
        await using Cluster cluster = await Cluster.Create(Sized($"slow-{number}", 1)).UseProvider(provider).ProvisionAsync();
        await cluster.Nodes[0].PingAsync();
        Heard put = new();
        Heard got = new();
        lab.Slow(number, Kilobits, Loss);
        try
        {
            long start = TimeProvider.System.GetTimestamp();
            await cluster.Nodes[0].PutFileAsync("/tmp/slow-file", content, put);
            TimeSpan taken = TimeProvider.System.GetElapsedTime(start);
            byte[] back = await cluster.Nodes[0].GetFileAsync("/tmp/slow-file", got);
            CommandResult once = await cluster
                .Nodes[0]
                .RunAsync(["sh", "-c", "echo x >>/tmp/slow-once; wc -l </tmp/slow-once; rm /tmp/slow-once"]);

            taken.TotalSeconds.ShouldBeGreaterThan((Length - SshLab.BucketBytes) / (Kilobits * 1000 / 8.0));
            back.ShouldBe(content);
            once.Output.Trim().ShouldBe("1");
            put.Told[^1].ShouldBe(new FileProgress("n1", "/tmp/slow-file", Length, Length));
            got.Told[^1].ShouldBe(new FileProgress("n1", "/tmp/slow-file", Length, Length: null));
            put.Told.Count.ShouldBeGreaterThan(1);
            got.Told.Count.ShouldBeGreaterThan(1);
        }
        finally
        {
            lab.Speed(number, Loss);
        }

        await cluster.DestroyAsync();
    }

    private static async Task<string[]> BootsAsync(SshProvider provider, IEnumerable<Resource> nodes)
    {
        List<string> boots = [];
        foreach (Resource node in nodes)
        {
            await using INodeConnection connection = await provider.ConnectAsync(node);
            boots.Add(connection.BootId);
        }

        return [.. boots];
    }

    private SshProvider Open(string name, int count, bool hasAgent) =>
        new(
            Enumerable.Range(1, count).Select(SshLab.AddressOf).ToValueList(),
            new SshOptions
            {
                Client = lab.Options with
                {
                    ConnectTimeout = TimeSpan.FromSeconds(5),
                    SessionTimeout = TimeSpan.FromSeconds(3),
                    KeepAliveInterval = TimeSpan.FromSeconds(1),
                    KeepAliveTimeout = TimeSpan.FromSeconds(3),
                },
                Folder = $"/tmp/{name}",
                Agent = hasAgent ? AgentTests.MakeOptions(lab, $"{name}-agent") : null,
            }
        );

    private Task<Cluster> MakeAsync(SshProvider provider, string name, int count) =>
        Cluster.Create(Sized(name, count)).UseProvider(provider).WithListener(this).ProvisionAsync();

    private ClusterEvent[] Of(string node) => [.. _events.Where(told => told.Subject == node && Verdicts.Contains(told.Kind))];

    private string At(int number, string path) => lab.At(number.ToString(CultureInfo.InvariantCulture), "tmp", path);

    private string[] ReadMarks(string name) => [.. Cut.Select(number => File.ReadAllText(At(number, $"{name}/mark")))];

    private sealed class Heard : IProgress<FileProgress>
    {
        public List<FileProgress> Told { get; } = [];

        public void Report(FileProgress value) => Told.Add(value);
    }
}
