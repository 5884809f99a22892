using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;

namespace Ssh.Tests;

/// <summary>Tests network and disk faults on machines. Received packets are read from kernel counters.</summary>
[Collection(LabMachines.Name)]
public sealed class LinkFaultTests(SshLab lab)
{
    private const string Filter = "iptables";
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [MachineFact("ssh-machines", "/usr/sbin/iptables")]
    public Task A_schedule_cuts_the_link_of_two_machines_and_not_those_to_the_third_or_the_controller() =>
        RunAsync(
            async (cluster, provider) =>
            {
                using CancellationTokenSource ending = new();
                Task running = FaultSchedule
                    .Empty.Add(TimeSpan.Zero, new CutLink("web-1", "web-2"))
                    .Add(Long, new HealNetwork())
                    .RunAsync(cluster, ending.Token);
                Resource[] nodes = await NodesAsync(cluster, provider);
                await UntilAsync(running, async () =>
                    await provider.ReadFaultAsync(nodes[1]) != NodeFault.None && await provider.ReadFaultAsync(nodes[0]) != NodeFault.None
                );
                int[] before = [Heard(1), Heard(2), Heard(3)];

                Send(1, 2, 5);
                Send(2, 1, 5);
                Send(1, 3, 5);
                Send(3, 2, 5);

                await HeardAsync(3, before[2] + 5);
                await HeardAsync(2, before[1] + 5);
                Heard(1).ShouldBe(before[0]);
                (await cluster.Nodes[0].RunAsync(["uname", "-n"])).Output.ShouldBe("node1\n");
                await ending.CancelAsync();
                await Should.ThrowAsync<OperationCanceledException>(() => running);
                Send(1, 2, 1);
                Send(2, 1, 1);
                await HeardAsync(2, before[1] + 6);
                await HeardAsync(1, before[0] + 1);
                Rules(1).ShouldNotContain("scalewright");
                Rules(2).ShouldNotContain("scalewright");
            }
        );

    [MachineTheory("ssh-machines", "/usr/sbin/iptables")]
    [InlineData(true, false, 0, 5), InlineData(false, true, 5, 0), InlineData(true, true, 0, 0)]
    public Task A_machine_with_blocked_inbound_or_outbound_traffic_still_accepts_logins(
        bool isDeaf,
        bool isMute,
        int heardThere,
        int heardElsewhere
    ) =>
        RunAsync(
            async (cluster, provider) =>
            {
                Resource node = (await NodesAsync(cluster, provider))[0];
                int[] before = [Heard(1), Heard(2)];

                await provider.InjectFaultAsync(node, new NodeFault { IsInboundBlocked = isDeaf, IsOutboundBlocked = isMute });
                Send(2, 1, 5);
                Send(1, 2, 5);
                await using (SshProvider other = Provider())
                {
                    (await other.ReadFaultAsync(node)).ShouldBe(new NodeFault { IsInboundBlocked = isDeaf, IsOutboundBlocked = isMute });
                    await other.InjectFaultAsync(node, NodeFault.None);
                }

                Send(2, 1, 1);
                Send(1, 2, 1);
                await HeardAsync(1, before[0] + heardThere + 1);
                await HeardAsync(2, before[1] + heardElsewhere + 1);
                (await provider.ReadFaultAsync(node)).ShouldBe(NodeFault.None);
            }
        );

    [MachineFact("ssh-machines", "/usr/sbin/iptables")]
    public Task A_rate_limit_and_a_loss_probability_apply_to_packets_received_by_a_machine() =>
        RunAsync(
            async (cluster, provider) =>
            {
                Resource node = (await NodesAsync(cluster, provider))[0];
                int before = Heard(1);

                // 128 KiB at once, then 1,000 bytes a second: about 127 of 500 packets of 1,028 bytes, and one more for each
                // second of the test.
                await provider.InjectFaultAsync(node, new NodeFault { MaxBytesPerSecond = 1000 });
                Send(2, 1, 500, 1000);
                (await provider.ReadFaultAsync(node)).ShouldBe(new NodeFault { MaxBytesPerSecond = 1000 });
                int slow = Heard(1) - before;

                // 400 packets with probability 0.5: 200. A deviation of more than 72 occurs once in 10^12 runs.
                await provider.InjectFaultAsync(node, new NodeFault { Loss = 0.5 });
                before = Heard(1);
                Send(2, 1, 400);
                (await provider.ReadFaultAsync(node)).ShouldBe(new NodeFault { Loss = 0.5 });
                int lossy = Heard(1) - before;
                await provider.InjectFaultAsync(node, NodeFault.None);

                slow.ShouldBeInRange(50, 300);
                lossy.ShouldBeInRange(128, 272);
                Rules(1).ShouldNotContain("scalewright");
            }
        );

    [MachineFact("ssh-machines", "/usr/sbin/iptables")]
    public Task An_inbound_link_fault_applies_only_to_packets_of_its_source_machine() =>
        RunAsync(
            async (cluster, provider) =>
            {
                Resource node = (await NodesAsync(cluster, provider))[0];
                NodeFault lossy = new() { InboundLinks = [new InboundLinkFault("web-2") { Loss = 1 }] };
                NodeFault slow = new()
                {
                    InboundLinks =
                    [
                        new InboundLinkFault("web-2") { MaxBytesPerSecond = 1000 },
                        new InboundLinkFault("web-3") { Loss = 0.5, MaxBytesPerSecond = 4_000_000_000 },
                    ],
                };

                await provider.InjectFaultAsync(node, lossy);
                int before = Heard(1);
                Send(2, 1, 100);
                Send(3, 1, 100);
                (await provider.ReadFaultAsync(node)).ShouldBe(lossy);
                await HeardAsync(1, before + 100);

                // As for a whole link: 128 KiB at once, about 127 packets; and 400 packets with probability 0.5.
                await provider.InjectFaultAsync(node, slow);
                before = Heard(1);
                Send(2, 1, 500, 1000);
                int ofSlow = Heard(1) - before;
                Send(3, 1, 400);
                (await provider.ReadFaultAsync(node)).ShouldBe(slow);
                ofSlow.ShouldBeInRange(50, 300);
                (Heard(1) - before - ofSlow).ShouldBeInRange(128, 272);

                await provider.InjectFaultAsync(node, NodeFault.None);
                Rules(1).ShouldNotContain("scalewright");
            }
        );

    [MachineFact("ssh-machines", "/usr/sbin/iptables")]
    public Task A_schedule_changes_the_link_between_two_machines_and_not_those_of_the_third() =>
        RunAsync(
            async (cluster, provider) =>
            {
                using CancellationTokenSource ending = new();
                Task running = FaultSchedule
                    .Empty.Add(TimeSpan.Zero, new ChangeLink("web-1", "web-2", new LinkModel { Loss = 1 }))
                    .Add(Long, new HealNetwork())
                    .RunAsync(cluster, ending.Token);
                Resource[] nodes = await NodesAsync(cluster, provider);
                await UntilAsync(running, async () =>
                    await provider.ReadFaultAsync(nodes[1]) != NodeFault.None && await provider.ReadFaultAsync(nodes[0]) != NodeFault.None
                );

                (await provider.ReadFaultAsync(nodes[0])).ShouldBe(
                    new NodeFault { InboundLinks = [new InboundLinkFault("web-2") { Loss = 1 }] }
                );
                (await provider.ReadFaultAsync(nodes[1])).ShouldBe(
                    new NodeFault { InboundLinks = [new InboundLinkFault("web-1") { Loss = 1 }] }
                );
                (await provider.ReadFaultAsync(nodes[2])).ShouldBe(NodeFault.None);

                await ending.CancelAsync();
                await Should.ThrowAsync<OperationCanceledException>(() => running);
                Rules(1).ShouldNotContain("scalewright");
                Rules(2).ShouldNotContain("scalewright");
            }
        );

    [MachineFact("ssh-machines", "/usr/sbin/iptables")]
    public Task A_full_disk_rejects_writes_and_keeps_its_files_until_the_fault_is_reverted() =>
        RunAsync(
            async (cluster, provider) =>
            {
                Resource node = (await NodesAsync(cluster, provider))[0];
                const string Own = "/tmp/link-agents/nodes/web-1";
                await OnFirstAsync("sh", "-c", $"echo kept >{Own}/kept");
                CommandRequest write = new(["sh", "-c", $"dd if=/dev/zero of={Own}/more bs=100000 count=1"]);

                using CancellationTokenSource ending = new();
                Task running = FaultSchedule
                    .Empty.Add(TimeSpan.Zero, new FillDisk("web-1"))
                    .Add(Long, new HealNetwork())
                    .RunAsync(cluster, ending.Token);
                await UntilAsync(running, async () =>
                    await provider.ReadFaultAsync(node) == new NodeFault { IsDiskFull = true }
                    && !(await OnFirstAsync([.. write.Command])).Succeeded
                );
                (await OnFirstAsync("cat", $"{Own}/kept")).Output.ShouldBe("kept\n");

                await ending.CancelAsync();
                await Should.ThrowAsync<OperationCanceledException>(() => running);
                (await provider.ReadFaultAsync(node)).ShouldBe(NodeFault.None);
                (await OnFirstAsync([.. write.Command])).Succeeded.ShouldBeTrue();
                (await OnFirstAsync("ls", "-A", Own)).Output.ShouldNotContain(".scalewright");
            }
        );

    [MachineFact("ssh-machines", "/usr/sbin/iptables")]
    public Task A_machine_reverts_a_fault_itself_when_the_lease_of_the_fault_expires() =>
        RunAsync(
            async (cluster, provider) =>
            {
                Resource node = (await NodesAsync(cluster, provider))[0];
                NodeFault harm = new()
                {
                    IsInboundBlocked = true,
                    IsOutboundBlocked = true,
                    IsPaused = true,
                    IsDiskFull = true,
                    InboundLinks = [new InboundLinkFault("web-2") { Loss = 0.25 }],
                };
                await using (SshProvider dying = Provider(TimeSpan.FromSeconds(3)))
                {
                    await dying.ObserveAsync(cluster.Owner);
                    await dying.InjectFaultAsync(node, harm);
                    (await provider.ReadFaultAsync(node)).ShouldBe(harm);
                }

                // As after a crash, no program renews the lease or reverts the fault.
                await UntilAsync(Task.Delay(-1), async () => await provider.ReadFaultAsync(node) == NodeFault.None);
                Rules(1).ShouldNotContain("scalewright");
                (await cluster.Nodes[0].RunAsync(["echo", "on"])).Output.ShouldBe("on\n");
                (await OnFirstAsync("ls", "-A", "/tmp/link-marks")).Output.ShouldBe("mark\n");
            }
        );

    [MachineFact("ssh-machines", "/usr/sbin/iptables")]
    public Task A_program_renews_the_lease_of_a_fault_until_it_reverts_the_fault() =>
        RunAsync(
            async (cluster, provider) =>
            {
                Resource node = (await NodesAsync(cluster, provider))[0];
                await using SshProvider renewing = Provider(TimeSpan.FromSeconds(3));
                await renewing.InjectFaultAsync(node, new NodeFault { IsOutboundBlocked = true });

                // The keeper process on the machine would otherwise remove the renewal file.
                await OnFirstAsync("sh", "-c", "kill -KILL $(sed -n 2p /tmp/link-marks/harm)");
                await UntilAsync(Task.Delay(-1), () => Task.FromResult(File.Exists(lab.At("1", "tmp", "link-marks", "harm.renew"))));

                await renewing.InjectFaultAsync(node, NodeFault.None);
                (await provider.ReadFaultAsync(node)).ShouldBe(NodeFault.None);
            }
        );

    [MachineFact("ssh-machines", "/usr/sbin/iptables")]
    public Task Faults_that_delay_duplicate_or_reorder_packets_are_rejected_before_injection() =>
        RunAsync(
            async (cluster, provider) =>
            {
                Resource[] nodes = await NodesAsync(cluster, provider);
                NodeFault[] harms =
                [
                    new() { Delay = TimeSpan.FromSeconds(1) },
                    new() { Jitter = TimeSpan.FromSeconds(1) },
                    new() { Duplication = 0.1 },
                    new() { Reordering = 0.1 },
                ];

                foreach (NodeFault harm in harms)
                {
                    ProviderException refused = await Should.ThrowAsync<ProviderException>(() => provider.InjectFaultAsync(nodes[0], harm));
                    refused.Problems.ShouldHaveSingleItem().Field.ShouldBe("Delay");
                    provider.CheckFault(harm).ShouldBe(refused.Problems);
                }

                (await provider.ReadFaultAsync(nodes[0])).ShouldBe(NodeFault.None);
            }
        );

    [MachineFact("ssh-machines", "/usr/sbin/iptables")]
    public Task A_missing_program_on_a_machine_is_reported_before_a_fault_is_injected() =>
        RunAsync(
            async (cluster, provider) =>
            {
                await using SshTransport transport = new(lab.Options);
                await using INodeConnection machine = await transport.ConnectAsync(SshLab.AddressOf(2), "machine");
                CommandResult hidden = await machine.RunAsync(
                    new CommandRequest([
                        "sh",
                        "-c",
                        "mount --bind /dev/null \"$(readlink -f \"$(command -v iptables || echo /usr/sbin/iptables)\")\"",
                    ])
                );
                hidden.Succeeded.ShouldBeTrue(hidden.Error);
                try
                {
                    Resource[] nodes = await NodesAsync(cluster, provider);
                    ProviderException refused = await Should.ThrowAsync<ProviderException>(() =>
                        FaultSchedule.Empty.Add(TimeSpan.Zero, new CutLink("web-1", "web-2")).RunAsync(cluster)
                    );
                    ProviderException late = await Should.ThrowAsync<ProviderException>(() =>
                        provider.InjectFaultAsync(nodes[1], new NodeFault { IsInboundBlocked = true })
                    );

                    refused
                        .Problems.ShouldHaveSingleItem()
                        .Message.ShouldBe($"root@{SshLab.HostOf(2)} does not meet the requirements of this fault; missing: iptables");
                    late.Problems.ShouldHaveSingleItem().Message.ShouldBe(refused.Problems[0].Message);
                    (await provider.ReadFaultAsync(nodes[0])).ShouldBe(NodeFault.None);
                    Rules(1).ShouldNotContain("scalewright");
                }
                finally
                {
                    await machine.RunAsync(new CommandRequest(["sh", "-c", "umount \"$(readlink -f /usr/sbin/iptables)\""]));
                }
            }
        );

    [Theory]
    [
        InlineData(999L, 0, "999 bytes a second"),
        InlineData(5_000_000_000L, 0, "5000000000 bytes a second"),
        InlineData(1000L, 1.5, "1.5 is not a probability")
    ]
    public async Task An_invalid_fault_is_rejected(long rate, double loss, string found)
    {
        await using SshProvider provider = new([new NodeAddress("lab-1")]);

        provider.CheckFault(new NodeFault { MaxBytesPerSecond = rate, Loss = loss }).ShouldHaveSingleItem().Message.ShouldStartWith(found);
        provider.CheckFault(new NodeFault { IsDiskFull = true }).ShouldHaveSingleItem().Advice.ShouldBe("set SshOptions.Agent");
    }

    private static async Task<Resource[]> NodesAsync(Cluster cluster, SshProvider provider) =>
        [.. (await provider.ObserveAsync(cluster.Owner)).OrderBy(node => node.Tag.Name, StringComparer.Ordinal)];

    private static async Task UntilAsync(Task running, Func<Task<bool>> holds)
    {
        using CancellationTokenSource late = new(Patience);
        while (!await holds())
        {
            late.IsCancellationRequested.ShouldBeFalse("it did not come about");
            await (running.IsCompleted ? running : Task.Delay(20));
        }
    }

    private SshProvider Provider(TimeSpan? lease = null) =>
        new(
            [.. Enumerable.Range(1, 3).Select(SshLab.AddressOf)],
            new SshOptions
            {
                Client = lab.Options,
                Folder = "/tmp/link-marks",
                Agent = AgentTests.MakeOptions(lab, "link-agents"),
                FaultLeasePeriod = lease ?? TimeSpan.FromMinutes(2),
            }
        );

    private async Task RunAsync(Func<Cluster, SshProvider, Task> test)
    {
        // A separate file system, so that the fault fills no other disk.
        await OnFirstAsync(
            "sh",
            "-c",
            "mkdir -p /tmp/link-agents && { mountpoint -q /tmp/link-agents || mount -t tmpfs -o size=64m,mode=0700 scalewright /tmp/link-agents; }"
        );
        await using SshProvider provider = Provider();
        NodeGroup group = new("web", "builtin@1.0.0")
        {
            Nodes = [.. Enumerable.Range(1, 3).Select(number => new NodeSpec($"web-{number}", number))],
        };
        Topology topology = Topology.Empty with { Name = "links", Groups = ValueMap<NodeGroup>.Empty.With("web", group) };
        await using Cluster cluster = await Cluster.Create(topology).UseProvider(provider).ProvisionAsync();
        await cluster.Nodes[0].PingAsync();
        await test(cluster, provider);
        await cluster.DestroyAsync();
    }

    private async Task<CommandResult> OnFirstAsync(params string[] words)
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection machine = await transport.ConnectAsync(SshLab.AddressOf(1), "machine");
        return await machine.RunAsync(new CommandRequest([.. words]));
    }

    /// <summary>Sends datagrams to a closed port. Send errors of a machine that is cut off are ignored.</summary>
    private void Send(int from, int to, int count, int bytes = 1) =>
        lab.OnMachine(
            from,
            "bash",
            "-c",
            $"exec 2>/dev/null; for i in {{1..{count}}}; do printf %0{bytes}d 0 >/dev/udp/{SshLab.HostOf(to)}/9; done; :"
        );

    // https://www.rfc-editor.org/rfc/rfc4113: udpNoPorts, datagrams without an application at their port.
    private int Heard(int number)
    {
        string[][] lines =
        [
            .. lab.OnMachine(number, "cat", "/proc/net/snmp")
                .Split('\n')
                .Where(line => line.StartsWith("Udp:", StringComparison.Ordinal))
                .Select(line => line.Split(' ')),
        ];
        return int.Parse(lines[1][Array.IndexOf(lines[0], "NoPorts")], CultureInfo.InvariantCulture);
    }

    private async Task HeardAsync(int number, int count)
    {
        await UntilAsync(Task.Delay(-1), () => Task.FromResult(Heard(number) >= count));
        Heard(number).ShouldBe(count);
    }

    private string Rules(int number) => lab.OnMachine(number, Filter, "-S") + lab.OnMachine(number, "ip6tables", "-S");
}
