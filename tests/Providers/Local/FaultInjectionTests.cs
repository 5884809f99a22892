using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;

namespace Local.Tests;

[Collection(LocalFolder.Turns)]
public sealed class FaultInjectionTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private readonly LocalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task A_paused_node_makes_no_progress_and_continues_after_it_is_resumed() =>
        RunAsync(LocalIsolation.Processes, async (cluster, provider) =>
        {
            string counter = _folder.Path + "/counter";
            Task<CommandResult> counting = cluster
                .Nodes[0]
                .RunAsync([
                    "sh",
                    "-c",
                    $"n=0; while [ ! -e {counter}.end ]; do n=$((n+1)); echo $n >{counter}.new; mv {counter}.new {counter}; sleep 0.01; done; echo done",
                ]);
            await UntilAsync(() => File.Exists(counter));
            Resource node = (await provider.ObserveAsync(cluster.Owner))[0];

            await provider.InjectFaultAsync(node, new NodeFault { IsPaused = true });
            string still = await File.ReadAllTextAsync(counter);
            Task<TimeSpan> ping = cluster.Nodes[0].PingAsync();
            await Task.Delay(TimeSpan.FromSeconds(0.3));

            (await File.ReadAllTextAsync(counter)).ShouldBe(still);
            ping.IsCompleted.ShouldBeFalse("a paused node answers nothing");
            (await provider.ReadFaultAsync(node)).ShouldBe(new NodeFault { IsPaused = true });

            await provider.InjectFaultAsync(node, NodeFault.None);
            await ping;
            await UntilAsync(() => File.ReadAllText(counter) != still);
            await File.WriteAllTextAsync(counter + ".end", "");
            (await counting).Output.ShouldBe("done\n");
        });

    [Fact]
    public Task A_crashed_node_loses_its_running_commands_and_accepts_new_ones() => RunAsync(LocalIsolation.Processes, async (cluster, _) =>
        {
            string begun = _folder.Path + "/begun";
            Task<CommandResult> sleeping = cluster.Nodes[0].RunAsync(["sh", "-c", $"echo >{begun}; exec sleep 60"]);
            await UntilAsync(() => File.Exists(begun));

            await FaultSchedule.Empty.Add(TimeSpan.Zero, new CrashNode("web-1")).RunAsync(cluster);

            await CrashedAsync(sleeping);
            (await cluster.Nodes[0].RunAsync(["echo", "again"])).Output.ShouldBe("again\n");
        });

    [Fact]
    public Task A_running_command_fails_when_its_node_is_deleted() => RunAsync(LocalIsolation.Processes, FailWithTheNodeAsync);

    [MachineFact("namespaces")]
    public Task A_running_command_fails_when_its_namespace_is_deleted() => RunAsync(LocalIsolation.Namespaces, FailWithTheNodeAsync);

    [Fact]
    public Task A_powered_off_node_runs_no_commands_until_it_is_powered_on_again() =>
        RunAsync(LocalIsolation.Processes, async (cluster, provider) =>
        {
            string begun = _folder.Path + "/begun";
            Task<CommandResult> sleeping = cluster.Nodes[0].RunAsync(["sh", "-c", $"echo >{begun}; exec sleep 60"]);
            await UntilAsync(() => File.Exists(begun));
            Resource node = (await provider.ObserveAsync(cluster.Owner)).First(item => item.Tag.Name == cluster.Nodes[0].Name);
            await provider.InjectFaultAsync(node, new NodeFault { IsPaused = true });

            await provider.InjectFaultAsync(node, new NodeFault { IsPoweredOff = true });

            Directory
                .EnumerateDirectories("/proc")
                .Any(process => HasVariable(process, node.Id))
                .ShouldBeFalse("programs that stood still are gone, too");
            (await provider.ReadFaultAsync(node)).ShouldBe(new NodeFault { IsPoweredOff = true });
            AgentException off = await Should.ThrowAsync<AgentException>(() => provider.ConnectAsync(node));
            off.Problems[0].Message.ShouldBe($"{node.Id} is powered off by an injected fault");
            off.IsTransient.ShouldBeTrue();
            await provider.KillAsync(node);
            (await provider.ReadFaultAsync(node)).IsPoweredOff.ShouldBeTrue("who is off cannot be killed on");

            await provider.InjectFaultAsync(node, NodeFault.None);
            await CrashedAsync(sleeping);
            (await cluster.Nodes[0].RunAsync(["echo", "again"])).Output.ShouldBe("again\n");
        });

    [MachineFact("namespaces")]
    public Task A_detached_process_without_its_environment_is_paused_and_killed_with_its_node() =>
        RunAsync(LocalIsolation.Namespaces, async (cluster, provider) =>
        {
            string number = _folder.Path + "/number";
            await cluster
                .Nodes[0]
                .RunAsync([
                    "sh",
                    "-c",
                    $"setsid env -i /bin/sh -c 'echo $$ >{number}.new; mv {number}.new {number}; exec sleep 4712' </dev/null >/dev/null 2>&1 &",
                ]);
            await UntilAsync(() => File.Exists(number));
            string status = $"/proc/{File.ReadAllText(number).Trim()}/status";
            Resource node = (await provider.ObserveAsync(cluster.Owner))[0];

            await provider.InjectFaultAsync(node, new NodeFault { IsPaused = true });
            File.ReadAllText(status).ShouldContain("State:\tT");
            await provider.KillAsync(node);

            await UntilAsync(() => !File.Exists(status) || File.ReadAllText(status).Contains("State:\tZ", StringComparison.Ordinal));
        });

    // /proc does not list the environment of a process while it starts another program. This one does little else.
    [Fact]
    public Task Killing_a_node_kills_processes_that_are_starting_a_program() =>
        RunAsync(LocalIsolation.Processes, async (cluster, provider) =>
        {
            string path = Path.Combine(_folder.Path, "restart");
            await File.WriteAllTextAsync(path, "[ $1 = 0 ] || exec sh \"$0\" $(($1 - 1))\n");
            Resource node = (await provider.ObserveAsync(cluster.Owner)).Single(node => node.Tag.Name == "web-1");
            for (int round = 0; round < 40; round++)
            {
                await cluster.Nodes[0].RunAsync(["sh", "-c", "setsid sh \"$0\" 20000 >/dev/null 2>&1 &", path]);

                await provider.KillAsync(node);

                RunningPrograms.Of(path).ShouldBeEmpty();
            }
        });

    [MachineFact("namespaces", "python3", "iptables")]
    public Task A_cut_link_between_two_nodes_does_not_affect_the_third_and_is_restored_on_cancellation() =>
        RunAsync(LocalIsolation.Namespaces, async (cluster, _) =>
        {
            using CancellationTokenSource ending = new();
            Task running = FaultSchedule
                .Empty.Add(TimeSpan.Zero, new CutLink("web-1", "web-2"))
                .Add(Long, new HealNetwork())
                .RunAsync(cluster, ending.Token);
            await UntilAsync(async () => !await ReachesAsync(cluster, 0, 1));

            (await ReachesAsync(cluster, 1, 0)).ShouldBeFalse();
            (await ReachesAsync(cluster, 0, 2), await ReachesAsync(cluster, 2, 1)).ShouldBe((true, true));

            await ending.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => running);
            (await ReachesAsync(cluster, 0, 1), await ReachesAsync(cluster, 1, 0)).ShouldBe((true, true));
        });

    [MachineFact("namespaces", "iptables")]
    public Task Overlapping_partitions_end_independently() => RunAsync(LocalIsolation.Namespaces, async (cluster, provider) =>
        {
            using CancellationTokenSource ending = new();
            FaultSchedule schedule = FaultSchedule
                .Empty.Add(TimeSpan.Zero, new PartitionHosts(["web-1"], ["web-2", "web-3"]) { Duration = TimeSpan.FromSeconds(2) })
                .Add(TimeSpan.Zero, new CutLink("web-1", "web-2") { IsOneWay = true, Duration = Long });
            Task running = schedule.RunAsync(cluster, ending.Token);

            await UntilAsync(async () => (await HarmsAsync(cluster, provider))[2] != NodeFault.None);
            await UntilAsync(async () => (await HarmsAsync(cluster, provider))[2] == NodeFault.None);

            (await HarmsAsync(cluster, provider)).ShouldBe([
                NodeFault.None,
                new NodeFault { BlockedInboundNodes = ["web-1"] },
                NodeFault.None,
            ]);
            await ending.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => running);
            (await HarmsAsync(cluster, provider)).ShouldBe([NodeFault.None, NodeFault.None, NodeFault.None]);
        });

    [Fact]
    public Task A_second_provider_reverts_the_faults_that_the_first_left_injected() =>
        RunAsync(LocalIsolation.Processes, async (cluster, provider) =>
        {
            Resource node = (await provider.ObserveAsync(cluster.Owner))[1];
            await provider.InjectFaultAsync(node, new NodeFault { IsPaused = true });

            await using LocalProvider next = _folder.Open(LocalIsolation.Processes);
            (await next.RevertFaultsAsync(cluster.Owner)).ShouldBe(["web-2"]);

            (await next.RevertFaultsAsync(null)).ShouldBeEmpty();
            (await cluster.Nodes[1].RunAsync(["echo", "on"])).Output.ShouldBe("on\n");
        });

    [Fact]
    public async Task Reopening_a_cluster_reverts_its_faults_and_no_others()
    {
        string state = Path.Join(_folder.Path, "state");
        await using LocalProvider provider = _folder.Open(LocalIsolation.Processes);
        await using Cluster other = await Cluster.Create(Three() with { Name = "other" }).UseProvider(provider).ProvisionAsync();
        Cluster first = await Cluster.Create(Three()).UseProvider(provider).WithState(state).ProvisionAsync();
        await provider.InjectFaultAsync(await NodeAsync(provider, first.Owner), new NodeFault { IsPaused = true });
        await provider.InjectFaultAsync(await NodeAsync(provider, other.Owner), new NodeFault { IsPaused = true });
        await first.DisposeAsync();

        RecordingProgress progress = new();
        await using Cluster again = await Cluster.OpenAsync(state, provider, new ClusterOptions { Listener = progress });

        progress.Events.Where(item => item.Kind == ClusterEventKind.FaultReverted).Select(item => item.Subject).ShouldBe(["web-1"]);
        (await HarmsAsync(again, provider)).ShouldBe([NodeFault.None, NodeFault.None, NodeFault.None]);
        (await HarmsAsync(other, provider)).ShouldBe([new NodeFault { IsPaused = true }, NodeFault.None, NodeFault.None]);
        (await again.Nodes[0].RunAsync(["echo", "on"])).Output.ShouldBe("on\n");
        again.Warnings.ShouldBeEmpty();
        await again.DestroyAsync();
        await other.DestroyAsync();
    }

    [Fact]
    public async Task A_cluster_whose_faults_cannot_be_reverted_opens_with_a_warning()
    {
        string state = Path.Join(_folder.Path, "state");
        await using LocalProvider provider = _folder.Open(LocalIsolation.Processes);
        await using LocalProvider hasty = Hasty();
        Cluster first = await Cluster.Create(Three()).UseProvider(provider).WithState(state).ProvisionAsync();
        // The process leaves its session, so it survives the connection and must be resumed explicitly.
        await first.Nodes[0].RunAsync(["sh", "-c", "setsid sleep 600 >/dev/null 2>&1 </dev/null &"]);
        // Closing a connection to a paused node would wait for its timeout.
        await first.DisposeAsync();
        await provider.InjectFaultAsync(await NodeAsync(provider, first.Owner), new NodeFault { IsPaused = true });

        await using Cluster again = await Cluster.OpenAsync(state, hasty);

        Problem warning = again.Warnings.ShouldHaveSingleItem();
        (warning.Severity, warning.Message.Contains("it took longer than 0 s", StringComparison.Ordinal)).ShouldBe(
            (ProblemSeverity.Warning, true)
        );
        await provider.RevertFaultsAsync(again.Owner);
        await again.DestroyAsync();
    }

    [Fact]
    public Task A_fault_that_cannot_be_reverted_does_not_prevent_reverting_others() =>
        RunAsync(LocalIsolation.Processes, async (cluster, provider) =>
        {
            Resource[] nodes = [.. (await provider.ObserveAsync(cluster.Owner)).OrderBy(node => node.Tag.Name, StringComparer.Ordinal)];
            Task<CommandResult> sleeping = await SleepAsync(cluster.Nodes[0]);
            await provider.InjectFaultAsync(nodes[0], new NodeFault { IsPaused = true });
            await provider.InjectFaultAsync(nodes[1], new NodeFault { IsPaused = true });

            await using LocalProvider hasty = Hasty();
            ProviderException failed = await Should.ThrowAsync<ProviderException>(() => hasty.RevertFaultsAsync(cluster.Owner));

            failed.Problems.ShouldHaveSingleItem().Message.ShouldContain("it took longer than 0 s");
            (await HarmsAsync(cluster, provider)).ShouldBe([new NodeFault { IsPaused = true }, NodeFault.None, NodeFault.None]);
            await provider.InjectFaultAsync(nodes[0], NodeFault.None);
            await provider.KillAsync(nodes[0]);
            await CrashedAsync(sleeping);
        });

    [Fact]
    public async Task A_cancelled_run_whose_faults_cannot_be_reverted_reports_both()
    {
        await using LocalProvider provider = _folder.Open(LocalIsolation.Processes);
        await using LocalProvider hasty = Hasty();
        await using Cluster cluster = await Cluster.Create(Three()).UseProvider(hasty).ProvisionAsync();
        Resource node = (await provider.ObserveAsync(cluster.Owner)).Single(node => node.Tag.Name == "web-1");
        Task<CommandResult> sleeping = await SleepAsync(cluster.Nodes[0]);
        Task<CommandResult> killed = await SleepAsync(cluster.Nodes[2]);
        using CancellationTokenSource ending = new();
        Task running = FaultSchedule
            .Empty.Add(TimeSpan.Zero, new CrashNode("web-3"))
            .Add(Long, new HealNetwork())
            .RunAsync(cluster, ending.Token);
        await CrashedAsync(killed);
        await provider.InjectFaultAsync(node, new NodeFault { IsPaused = true });

        await ending.CancelAsync();

        ProviderException failed = await Should.ThrowAsync<ProviderException>(() => running);
        failed.Problems.ShouldHaveSingleItem().Message.ShouldContain("it took longer than 0 s");
        failed.InnerException.ShouldBeAssignableTo<OperationCanceledException>();
        await provider.InjectFaultAsync(node, NodeFault.None);
        await provider.KillAsync(node);
        await CrashedAsync(sleeping);
        await cluster.DestroyAsync();
    }

    [Fact]
    public Task A_paused_node_that_is_killed_is_no_longer_paused() => RunAsync(LocalIsolation.Processes, async (cluster, provider) =>
        {
            Resource node = (await provider.ObserveAsync(cluster.Owner)).Single(node => node.Tag.Name == "web-1");
            Task<CommandResult> sleeping = await SleepAsync(cluster.Nodes[0]);
            await provider.InjectFaultAsync(node, new NodeFault { IsPaused = true });

            await provider.KillAsync(node);

            (await provider.ReadFaultAsync(node)).ShouldBe(NodeFault.None);
            await CrashedAsync(sleeping);
            (await cluster.Nodes[0].RunAsync(["echo", "again"])).Output.ShouldBe("again\n");
        });

    [MachineFact("namespaces", "iptables")]
    public Task A_partially_injected_fault_is_reverted() => RunAsync(LocalIsolation.Namespaces, async (cluster, provider) =>
        {
            Resource node = (await provider.ObserveAsync(cluster.Owner)).Single(node => node.Tag.Name == "web-1");
            string paused = Path.Join(_folder.Path, "nodes", node.Id, "paused");
            Directory.CreateDirectory(paused);

            await Should.ThrowAsync<ProviderException>(() =>
                provider.InjectFaultAsync(node, new NodeFault { IsPaused = true, IsInboundBlocked = true })
            );

            (await provider.ReadFaultAsync(node)).ShouldBe(NodeFault.None);
            Directory.Delete(paused);
        });

    [MachineFact("namespaces", "/dev/net/tun")]
    public Task A_scheduled_packet_loss_is_injected_in_both_directions_of_a_link() =>
        RunAsync(LocalIsolation.Namespaces, async (cluster, provider) =>
        {
            using CancellationTokenSource ending = new();
            FaultSchedule schedule = FaultSchedule.Empty.Add(
                TimeSpan.Zero,
                new ChangeLink("web-1", "web-2", LinkModel.Default with { Loss = 0.1 }) { Duration = Long }
            );
            Task running = schedule.RunAsync(cluster, ending.Token);
            await UntilAsync(async () => (await HarmsAsync(cluster, provider))[1] != NodeFault.None);

            (await HarmsAsync(cluster, provider)).ShouldBe([
                new NodeFault { InboundLinks = [new InboundLinkFault("web-2") { Loss = 0.1 }] },
                new NodeFault { InboundLinks = [new InboundLinkFault("web-1") { Loss = 0.1 }] },
                NodeFault.None,
            ]);

            await ending.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => running);
        });

    [MachineFact("namespaces", "/dev/net/tun")]
    public Task Overlapping_link_changes_use_the_larger_of_their_delays_and_jitters() =>
        RunAsync(LocalIsolation.Namespaces, async (cluster, provider) =>
        {
            using CancellationTokenSource ending = new();
            TimeSpan ms = TimeSpan.FromMilliseconds(1);
            LinkModel even = LinkModel.Default with
            {
                Latency = DurationModel.Uniform(20 * ms, 30 * ms),
                Reordering = 0.5,
                ReorderingDelay = DurationModel.Fixed(5 * ms),
            };
            LinkModel jittery = LinkModel.Default with
            {
                Latency = DurationModel.Fixed(10 * ms),
                Jitter = DurationModel.Uniform(5 * ms, 40 * ms),
                Duplication = 0.5,
            };
            FaultSchedule schedule = FaultSchedule
                .Empty.Add(TimeSpan.Zero, new ChangeLink("web-1", "web-2", even) { Duration = Long })
                .Add(TimeSpan.Zero, new ChangeLink("web-1", "web-2", jittery) { Duration = Long })
                .Add(TimeSpan.Zero, new ChangeLink("web-2", "web-3", jittery) { Duration = Long })
                .Add(TimeSpan.Zero, new ChangeLink("web-1", "web-3", LinkModel.Default) { Duration = Long });
            Task running = schedule.RunAsync(cluster, ending.Token);
            await UntilAsync(async () => running.IsCompleted || (await HarmsAsync(cluster, provider))[2] != NodeFault.None);

            if (running.IsCompleted)
            {
                await running;
            }

            InboundLinkFault both = new("web-1")
            {
                Delay = 20 * ms,
                Jitter = 35 * ms,
                Duplication = 0.5,
                Reordering = 0.5,
                ReorderingDelay = 5 * ms,
                ReorderingJitter = TimeSpan.Zero,
            };
            InboundLinkFault far = new("web-3")
            {
                Delay = 15 * ms,
                Jitter = 35 * ms,
                Duplication = 0.5,
            };
            (await HarmsAsync(cluster, provider)).ShouldBe([
                new NodeFault { InboundLinks = [both with { FromNode = "web-2" }] },
                new NodeFault { InboundLinks = [both, far] },
                new NodeFault { InboundLinks = [far with { FromNode = "web-2" }] },
            ]);

            await ending.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => running);
            (await HarmsAsync(cluster, provider)).ShouldAllBe(harm => harm == NodeFault.None);
        });

    [Fact]
    public Task Link_delay_distributions_unsupported_on_real_nodes_are_rejected() =>
        RunAsync(LocalIsolation.Processes, async (cluster, _) =>
        {
            DurationModel even = DurationModel.Uniform(TimeSpan.Zero, TimeSpan.FromSeconds(1));
            FaultSchedule schedule = FaultSchedule
                .Empty.Add(
                    TimeSpan.Zero,
                    new ChangeLink(
                        "web-1",
                        "web-2",
                        LinkModel.Default with
                        {
                            Latency = DurationModel.LogNormal(TimeSpan.FromSeconds(1), 1),
                        }
                    )
                )
                .Add(TimeSpan.Zero, new ChangeLink("web-1", "web-2", LinkModel.Default with { Latency = even, Jitter = even }));

            ProviderException refused = await Should.ThrowAsync<ProviderException>(() => schedule.RunAsync(cluster));

            refused.Problems.Count.ShouldBe(2);
            refused.Problems.ShouldAllBe(problem =>
                problem.Message.EndsWith(
                    "cannot be done: times of links on real nodes are fixed, or even between two bounds, and of latency and jitter only one is drawn",
                    StringComparison.Ordinal
                )
            );
        });

    [Fact]
    public Task Unsupported_faults_are_reported_before_any_fault_is_injected() =>
        RunAsync(LocalIsolation.Processes, async (cluster, provider) =>
        {
            FaultSchedule schedule = FaultSchedule
                .Empty.Add(TimeSpan.Zero, new FreezeNode("web-1"))
                .Add(TimeSpan.Zero, new CutLink("web-1", "web-2"))
                .Add(TimeSpan.Zero, new ChangeDisk(DiskModel.Default));

            ProviderException refused = await Should.ThrowAsync<ProviderException>(() => schedule.RunAsync(cluster));

            refused
                .Problems.Select(problem => problem.Message)
                .ShouldBe([
                    "plain processes have no links to shape",
                    "'the controllers' disk is changed: as usual' cannot be done: ChangeDisk is supported only in a simulation",
                ]);
            (await HarmsAsync(cluster, provider)).ShouldAllBe(harm => harm == NodeFault.None);
        });

    [Fact]
    public async Task A_fault_schedule_also_runs_in_a_simulation()
    {
        await using SimulationProvider provider = new() { Seed = 1 };
        await provider.RunAsync(async token =>
        {
            await using Cluster cluster = await Cluster.Create(Three()).UseProvider(provider).ProvisionAsync(token);
            TimeSpan start = provider.Elapsed;

            await FaultSchedule.Empty.Add(TimeSpan.FromSeconds(5), new CrashNode("web-1")).RunAsync(cluster, token);

            (provider.Elapsed - start).ShouldBe(TimeSpan.FromSeconds(5));
            (await provider.ObserveAsync(cluster.Owner, token)).Count(node => node.State == ResourceState.Failed).ShouldBe(1);
        });
    }

    private static async Task<Resource> NodeAsync(LocalProvider provider, Owner owner) =>
        (await provider.ObserveAsync(owner)).Single(node => node.Tag.Name == "web-1");

    private static Topology Three()
    {
        NodeGroup group = new("web", "builtin@1.0.0")
        {
            Nodes = [new NodeSpec("web-1", 1), new NodeSpec("web-2", 2), new NodeSpec("web-3", 3)],
        };
        return Topology.Empty with { Name = "harm", Groups = ValueMap<NodeGroup>.Empty.With("web", group) };
    }

    // The timeout of zero prevents every change that runs a program.
    private LocalProvider Hasty() =>
        new(
            new LocalOptions
            {
                Isolation = LocalIsolation.Processes,
                Folder = _folder.Path,
                LinkCommandTimeout = TimeSpan.Zero,
            }
        );

    private async Task<Task<CommandResult>> SleepAsync(Node node)
    {
        string begun = $"{_folder.Path}/begun-{node.Name}";
        Task<CommandResult> sleeping = node.RunAsync(["sh", "-c", $"echo >{begun}; exec sleep 60"]);
        await UntilAsync(() => File.Exists(begun));
        return sleeping;
    }

    private static async Task<NodeFault[]> HarmsAsync(Cluster cluster, LocalProvider provider)
    {
        List<NodeFault> harms = [];
        foreach (Resource node in (await provider.ObserveAsync(cluster.Owner)).OrderBy(node => node.Tag.Name, StringComparer.Ordinal))
        {
            harms.Add(await provider.ReadFaultAsync(node));
        }

        return [.. harms];
    }

    private static async Task<bool> ReachesAsync(Cluster cluster, int from, int to)
    {
        string address = (await cluster.Nodes[to].RunAsync(["sh", "-c", "echo $SCALEWRIGHT_NODE_ADDRESS"])).Output.Trim();
        string probe =
            $"import socket\ns=socket.socket();s.settimeout(0.5)\ntry: s.connect(('{address}',9))\nexcept ConnectionRefusedError: print('there')\nexcept OSError: pass";
        return (await cluster.Nodes[from].RunAsync(["python3", "-c", probe])).Output.Trim() == "there";
    }

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static async Task CrashedAsync(Task<CommandResult> running)
    {
        AgentException failure = await Should.ThrowAsync<AgentException>(() => running);

        (failure.Code, failure.IsOutcomeUnknown).ShouldBe((ProblemCode.ConnectionLost, true));
    }

    private async Task FailWithTheNodeAsync(Cluster cluster, LocalProvider provider)
    {
        string begun = _folder.Path + "/begun";
        Task<CommandResult> sleeping = cluster.Nodes[0].RunAsync(["sh", "-c", $"echo >{begun}; exec sleep 86400"]);
        await UntilAsync(() => File.Exists(begun));

        await cluster.DestroyAsync();
        AgentException failure = await Should.ThrowAsync<AgentException>(() => sleeping);

        (failure.Code, failure.IsOutcomeUnknown).ShouldBe((ProblemCode.ResourceNotFound, true));
        File.Delete(begun);
    }

    // Polls, because the other process does not signal its start.
    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using CancellationTokenSource late = new(TimeSpan.FromMinutes(1));
        while (!await holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), late.Token);
        }
    }

    private static bool HasVariable(string process, string id)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "environ"))
                .Contains($"SCALEWRIGHT_LOCAL_NODE_ID={id}\0", StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async Task RunAsync(LocalIsolation isolation, Func<Cluster, LocalProvider, Task> story)
    {
        await using LocalProvider provider = _folder.Open(isolation);
        await using Cluster cluster = await Cluster.Create(Three()).UseProvider(provider).ProvisionAsync();
        await story(cluster, provider);
        await cluster.DestroyAsync();
    }

    private sealed class RecordingProgress : IProgress<ClusterEvent>
    {
        public ConcurrentQueue<ClusterEvent> Events { get; } = [];

        public void Report(ClusterEvent value) => Events.Enqueue(value);
    }
}
