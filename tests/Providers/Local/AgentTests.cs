using Scalewright.Agents.BuiltIn;
using Scalewright.Agents.XmlRpc;
using Scalewright.Logs;
using CommandResult = Scalewright.Agents.CommandResult;

namespace Local.Tests;

public sealed class AgentTests : IDisposable, IProgress<ClusterEvent>
{
    private static readonly RestartPolicy Hurried = new() { Delay = TimeSpan.FromMilliseconds(10) };
    private readonly LocalFolder _folder = new();
    private readonly ConcurrentQueue<ClusterEvent> _events = new();

    public void Dispose() => _folder.Dispose();

    void IProgress<ClusterEvent>.Report(ClusterEvent value) => _events.Enqueue(value);

    [MachineFact("namespaces")]
    public Task An_agent_runs_in_the_namespaces_of_its_node_and_exits_with_it() =>
        RunAsync(LocalIsolation.Namespaces, new RestartPolicy(), async (cluster, node) =>
        {
            CommandResult result = await cluster
                .Nodes[0]
                .RunAsync(["sh", "-c", "hostname; echo $SCALEWRIGHT_NODE_ADDRESS; pwd; readlink /proc/$PPID/ns/net /proc/self/ns/net"]);

            string[] lines = result.Output.Split('\n');
            (lines[0], lines[2]).ShouldBe(("n1", Path.Join(_folder.Path, "nodes", node.Id, "files")));
            lines[1].ShouldStartWith("10.201.");
            lines[3].ShouldBe(lines[4]);
            lines[3].ShouldNotBe(File.ResolveLinkTarget("/proc/self/ns/net", returnFinalTarget: false)!.Name);
        });

    [Fact, Trait(Category.Name, Category.Campaign)]
    public Task F_PROC_06_a_killed_agent_is_restarted_after_a_delay_and_no_command_is_retried() =>
        RunAsync(LocalIsolation.Processes, new RestartPolicy(), async (cluster, _) =>
        {
            Node live = cluster.Nodes[0];
            string first = await AgentIdAsync(live);
            Task<CommandResult> running = live.RunAsync(["sh", "-c", "echo x >>trace; sleep 600"]);
            await UntilAsync(async () => (await live.RunAsync(["sh", "-c", "cat trace || :"])).Output.Length > 0);
            DateTimeOffset killedAt = TimeProvider.System.GetUtcNow();

            Signals.Send(int.Parse(first, CultureInfo.InvariantCulture), "KILL");

            (await Should.ThrowAsync<AgentException>(() => running)).IsOutcomeUnknown.ShouldBeTrue();
            (await live.RunAsync(["cat", "trace"])).Output.ShouldBe("x\n");
            (await AgentIdAsync(live)).ShouldNotBe(first);
            // The delay is 1 s, minus up to 20 % jitter.
            (Told(ClusterEventKind.NodeRestarted).ShouldHaveSingleItem().Timestamp - killedAt).ShouldBeGreaterThanOrEqualTo(
                TimeSpan.FromSeconds(0.8)
            );
            live.State.ShouldBe(NodeState.Ready);
        });

    [Fact, Trait(Category.Name, Category.Campaign)]
    public Task F_PROC_07_an_agent_that_exits_at_once_is_started_five_times_and_marked_as_failed_with_its_log() =>
        RunAsync(LocalIsolation.Processes, Hurried, async (cluster, node) =>
        {
            Node live = cluster.Nodes[0];
            await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(AgentFolder(node)).FullName, "ends"), "");

            AgentException refused = await Should.ThrowAsync<AgentException>(() => live.PingAsync());
            AgentException lost = await Should.ThrowAsync<AgentException>(() => live.PingAsync());

            refused
                .Problems[0]
                .Message.ShouldBe(
                    "the agent exited with code 70 immediately after its start; its final output: line 20 | line 21 | line 22 | line 23 | line 24"
                );
            // Each of five starts writes six lines.
            lost.LogTail.ShouldBe(Enumerable.Range(11, 20).Select(number => string.Create(CultureInfo.InvariantCulture, $"line {number}")));
            live.State.ShouldBe(NodeState.Failed);

            // The recreated node has another folder, without the file that makes its agent exit.
            (await cluster.RepairAsync()).Problems.ShouldBeEmpty();
            (await live.RunAsync(["echo", "made again"])).Output.ShouldBe("made again\n");
        });

    [Fact, Trait(Category.Name, Category.Campaign)]
    public Task F_PROC_08_an_agent_whose_folder_is_deleted_restarts_and_loses_its_running_commands() =>
        RunAsync(LocalIsolation.Processes, Hurried, async (cluster, node) =>
        {
            Node live = cluster.Nodes[0];
            await live.PingAsync();
            Task<CommandResult> running = live.RunAsync(["sleep", "600"]);

            Directory.Delete(AgentFolder(node), recursive: true);

            // The agent detects the deletion and exits with the processes it started.
            (await Should.ThrowAsync<AgentException>(() => running)).Code.ShouldBe(ProblemCode.AgentExited);
            (await live.RunAsync(["echo", "again"])).Output.ShouldBe("again\n");
            Told(ClusterEventKind.NodeRestarted).Length.ShouldBe(1);
        });

    [Fact, Trait(Category.Name, Category.Campaign)]
    public Task F_MSG_07_a_client_that_sends_a_frame_too_slowly_is_disconnected_and_others_are_served() =>
        RunAsync(
            LocalIsolation.Processes,
            Hurried,
            async (cluster, node) =>
            {
                Node live = cluster.Nodes[0];
                await live.PingAsync();
                using Process trickle = Process.Start(
                    new ProcessStartInfo(
                        "sh",
                        [MakeOptions().Program, "scalewright-agent", "join", Path.Join(AgentFolder(node), "nodes", "n1"), "n1"]
                    )
                    {
                        RedirectStandardInput = true,
                        RedirectStandardOutput = true,
                        UseShellExecute = false,
                    }
                )!;
                Task<string> answer = trickle.StandardOutput.ReadToEndAsync();

                // A handshake of one megabyte, which would take a day at this rate.
                byte[] frame = [(byte)'S', (byte)'W', 1, 1, 0, 0, 0, 0, 0, 0x10, 0, 0];
                for (int sent = 0; !answer.IsCompleted; sent++)
                {
                    await SendAsync(trickle, sent < frame.Length ? frame[sent] : (byte)' ');
                    await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(100)));
                    (await live.RunAsync(["echo", "served"])).Output.ShouldBe("served\n");
                }

                (await answer).ShouldContain("a frame was not complete after 1 s");
                await trickle.WaitForExitAsync();
            },
            "export FRAME_DEADLINE=1"
        );

    [Fact, Trait(Category.Name, Category.Campaign)]
    public Task F_MSG_09_a_log_flood_drops_and_counts_lines_while_the_agent_keeps_responding() =>
        RunAsync(LocalIsolation.Processes, Hurried, async (cluster, _) =>
        {
            const int Said = 1_000_000,
                KeptMax = 10_000;
            Node live = cluster.Nodes[0];
            IAgentLog log = await live.GetServiceAsync<IAgentLog>();
            BlockingSink sink = new();
            using CancellationTokenSource ending = new();
            Task forwarding = AgentLogForwarder.ForwardAsync(
                log,
                new LogOrigin("127.0.0.1", "n1", "n1"),
                sink,
                TimeProvider.System,
                ending.Token
            );

            await live.Proxy["flood.say"].CallAsync(XmlRpcValue.From(1));
            await UntilAsync(() => Task.FromResult(sink.Taken == 1));
            Task flood = live.Proxy["flood.say"].CallAsync(XmlRpcValue.From(Said));
            do
            {
                await live.PingAsync();
            } while (!flood.IsCompleted);
            await flood;
            long last = (await log.GetPositionAsync(default)).Number;
            sink.Open();
            await UntilAsync(() => Task.FromResult(sink.Last == $"event {Said}"));
            await ending.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => forwarding);

            last.ShouldBe(1 + Said);
            (sink.Taken + sink.Dropped).ShouldBe(last);
            // The sink also receives lines that were buffered earlier or are in transit.
            sink.Taken.ShouldBeInRange(KeptMax, 10 * KeptMax);
        });

    [Fact, Trait(Category.Name, Category.Campaign)]
    public Task A_killed_agent_leaves_no_runtime_files_and_its_commands_inherit_the_user_environment() =>
        RunAsync(LocalIsolation.Processes, Hurried, async (cluster, _) =>
        {
            Node live = cluster.Nodes[0];
            string first = await AgentIdAsync(live);
            string variables = (await live.RunAsync(["env"])).Output;
            string[] ofFirst = RuntimeFilesOf(first);

            Signals.Send(int.Parse(first, CultureInfo.InvariantCulture), "KILL");
            string second = first;
            await UntilAsync(async () =>
            {
                second = await TryAgentIdAsync(live) ?? first;
                return second != first;
            });

            string[] files =
            [
                .. ofFirst
                    .Concat(RuntimeFilesOf(second))
                    .SelectMany(pattern => Directory.EnumerateFileSystemEntries(Path.GetTempPath(), pattern)),
            ];
            files.ShouldBeEmpty();
            variables.ShouldContain("SCALEWRIGHT_NODE_ADDRESS=");
            variables
                .Split('\n')
                .Where(line => line.Contains("Diagnostics", StringComparison.OrdinalIgnoreCase))
                .ShouldBe(
                    Environment.GetEnvironmentVariable("DOTNET_EnableDiagnostics") is { } own ? [$"DOTNET_EnableDiagnostics={own}"] : []
                );
        });

    /// <summary>The start time distinguishes the process from earlier ones with the same id.</summary>
    private static string[] RuntimeFilesOf(string process)
    {
        string afterName = File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1];
        string started = afterName.Split(' ')[19];
        return [$"dotnet-diagnostic-{process}-{started}-*", $"clr-debug-pipe-{process}-{started}-*"];
    }

    private static async Task<string?> TryAgentIdAsync(Node node)
    {
        try
        {
            return await AgentIdAsync(node);
        }
        catch (AgentException)
        {
            return null;
        }
    }

    private static async Task SendAsync(Process process, byte value)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(new[] { value });
            await process.StandardInput.BaseStream.FlushAsync();
        }
        catch (IOException)
        {
            // The connection was closed.
        }
    }

    private static async Task<string> AgentIdAsync(Node node) => (await node.RunAsync(["sh", "-c", "echo $PPID"])).Output.Trim();

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromMinutes(3), "what was waited for did not come");
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    private ClusterEvent[] Told(ClusterEventKind kind) => [.. _events.Where(told => told.Kind == kind)];

    private string AgentFolder(Resource node) => Path.Join(_folder.Path, "nodes", node.Id, "agent");

    private AgentDeployerOptions MakeOptions(string variables = "") =>
        new() { Program = TestProgram.WriteScript(Path.Join(_folder.Path, "program"), variables) };

    private async Task RunAsync(LocalIsolation isolation, RestartPolicy policy, Func<Cluster, Resource, Task> story, string variables = "")
    {
        NodeGroup group = new("web", "by-hand") { Nodes = [new NodeSpec("n1", 1)] };
        Topology topology = Topology.Empty with { Name = "agents", Groups = ValueMap<NodeGroup>.Empty.With("web", group) };
        await using LocalProvider provider = new(
            new LocalOptions
            {
                Isolation = isolation,
                Folder = _folder.Path,
                Random = new Random(42),
                Agent = MakeOptions(variables),
            }
        );
        await using Cluster cluster = await Cluster
            .Create(topology)
            .UseProvider(provider)
            .WithListener(this)
            .WithOptions(settings => settings with { RestartPolicy = policy })
            .ProvisionAsync();
        await story(cluster, (await provider.ObserveAsync(cluster.Owner)).ShouldHaveSingleItem());
        await cluster.DestroyAsync();

        RunningPrograms.Of($"agent serve {_folder.Path}/").ShouldBe("", "the agent ends with its node");
    }
}
