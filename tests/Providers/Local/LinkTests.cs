namespace Local.Tests;

[Collection(LocalFolder.Turns)]
public sealed class LinkTests : IDisposable
{
    private const int Megabyte = 1_000_000;

    private readonly LocalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [MachineFact("namespaces", "python3")]
    public Task A_rate_limit_slows_traffic_in_both_directions() =>
        RunAsync(
            async (provider, first, second) =>
            {
                double open = await SecondsAsync(first, second, 2 * Megabyte);
                await provider.SetLinkConditionsAsync(first.Resource, new LinkConditions { MaxBytesPerSecond = Megabyte });
                double there = await SecondsAsync(first, second, 2 * Megabyte);
                double back = await SecondsAsync(second, first, 2 * Megabyte);

                // The calculated duration is two seconds, less the first burst.
                there.ShouldBeGreaterThan(1);
                back.ShouldBeGreaterThan(1);
                open.ShouldBeLessThan(Math.Min(there, back));
            }
        );

    [MachineFact("namespaces", "python3")]
    public Task A_blocked_node_is_reachable_again_when_its_link_is_restored() =>
        RunAsync(
            async (provider, first, second) =>
            {
                await provider.SetLinkConditionsAsync(second.Resource, new LinkConditions { BlockedDirections = BlockedDirections.Both });
                (await ArrivesAsync(first, second)).ShouldBeFalse();
                (await ArrivesAsync(second, first)).ShouldBeFalse();

                await provider.RestoreLinkAsync(second.Resource);
                (await ArrivesAsync(first, second)).ShouldBeTrue();
                (await ArrivesAsync(second, first)).ShouldBeTrue();
            }
        );

    [MachineFact("namespaces", "python3")]
    public Task A_link_blocked_in_one_direction_passes_traffic_in_the_other() =>
        RunAsync(
            async (provider, first, second) =>
            {
                // The first exchange resolves the hardware addresses, which needs packets in both directions.
                (await ArrivesAsync(first, second)).ShouldBeTrue();

                await provider.SetLinkConditionsAsync(
                    second.Resource,
                    new LinkConditions { BlockedDirections = BlockedDirections.FromNode }
                );
                (await ArrivesAsync(first, second)).ShouldBeTrue();
                (await ArrivesAsync(second, first)).ShouldBeFalse();
            }
        );

    [MachineFact("namespaces", "python3", "iptables")]
    public Task Packets_are_lost_with_the_given_probability() =>
        RunAsync(
            async (provider, first, second) =>
            {
                await provider.SetLinkConditionsAsync(second.Resource, new LinkConditions { Loss = 0.5 });
                (await CountAsync(first, second)).ShouldBeInRange(50, 150);
                (await CountAsync(second, first)).ShouldBe(200);

                await provider.SetLinkConditionsAsync(second.Resource, new LinkConditions { Loss = 1 });
                (await CountAsync(first, second)).ShouldBe(0);

                await provider.RestoreLinkAsync(second.Resource);
                (await CountAsync(first, second)).ShouldBe(200);
            }
        );

    [MachineFact("namespaces", "python3", "iptables")]
    public Task Firewall_rules_of_programs_on_a_node_are_preserved() =>
        RunAsync(
            async (provider, first, _) =>
            {
                await first.Node.RunAsync(["iptables", "-A", "INPUT", "-p", "udp", "--dport", "9", "-j", "DROP"]);
                await provider.SetLinkConditionsAsync(first.Resource, new LinkConditions { Loss = 0.25 });
                await provider.RestoreLinkAsync(first.Resource);

                (await first.Node.RunAsync(["iptables", "-S"]))
                    .Output.Trim()
                    .Split('\n')
                    .ShouldBe(["-P INPUT ACCEPT", "-P FORWARD ACCEPT", "-P OUTPUT ACCEPT", "-A INPUT -p udp -m udp --dport 9 -j DROP"]);
            }
        );

    [MachineFact("namespaces", "python3")]
    public Task Another_program_reads_and_restores_the_conditions_of_a_link() =>
        RunAsync(
            async (provider, first, _) =>
            {
                LinkConditions slow = new() { MaxBytesPerSecond = 125_000, BlockedDirections = BlockedDirections.ToNode };
                await provider.SetLinkConditionsAsync(first.Resource, slow);
                QueuesOf(first).ShouldBe(["blackhole", "tbf"], ignoreOrder: true);

                await using LocalProvider other = _folder.Open(LocalIsolation.Namespaces);
                other.GetLinkConditions(first.Resource).ShouldBe(slow);
                await other.RestoreLinkAsync(first.Resource);

                other.GetLinkConditions(first.Resource).ShouldBe(LinkConditions.Unimpaired);
                QueuesOf(first).ShouldBe(["noqueue", "noqueue"]);
                await other.RestoreLinkAsync(first.Resource);
            }
        );

    [MachineFact("namespaces", "python3")]
    public Task New_link_conditions_replace_the_previous_ones() =>
        RunAsync(
            async (provider, first, _) =>
            {
                await provider.SetLinkConditionsAsync(first.Resource, new LinkConditions { BlockedDirections = BlockedDirections.Both });
                await provider.SetLinkConditionsAsync(first.Resource, new LinkConditions { MaxBytesPerSecond = 2500 });
                QueuesOf(first).ShouldBe(["tbf", "tbf"]);
            }
        );

    [MachineFact("namespaces", "python3")]
    public Task Invalid_link_conditions_are_rejected_with_all_their_problems() =>
        RunAsync(
            async (provider, first, _) =>
            {
                LinkConditions wrong = new()
                {
                    MaxBytesPerSecond = 999,
                    Loss = double.NaN,
                    BlockedDirections = (BlockedDirections)4,
                    Delay = TimeSpan.FromMilliseconds(-1),
                    Jitter = TimeSpan.FromSeconds(11),
                    Duplication = 2,
                    Reordering = -0.1,
                    ReorderingDelay = TimeSpan.MinValue,
                    ReorderingJitter = TimeSpan.MaxValue,
                };
                ProviderException refused = await Should.ThrowAsync<ProviderException>(
                    provider.SetLinkConditionsAsync(first.Resource, wrong)
                );

                refused
                    .Problems.Select(problem => problem.Field)
                    .ShouldBe([
                        "MaxBytesPerSecond",
                        "Loss",
                        "Duplication",
                        "Reordering",
                        "BlockedDirections",
                        "Delay",
                        "Jitter",
                        "ReorderingDelay",
                        "ReorderingJitter",
                    ]);
                provider.GetLinkConditions(first.Resource).ShouldBe(LinkConditions.Unimpaired);
            }
        );

    [Fact]
    public async Task Link_conditions_are_rejected_for_plain_processes()
    {
        await using LocalProvider provider = _folder.Open(LocalIsolation.Processes);
        await using Cluster cluster = await Cluster.Create(PairOfNodes.Topology).UseProvider(provider).ProvisionAsync();
        Resource node = (await provider.ObserveAsync(null))[0];

        ProviderException refused = await Should.ThrowAsync<ProviderException>(
            provider.SetLinkConditionsAsync(node, new LinkConditions { BlockedDirections = BlockedDirections.Both })
        );
        refused.Problems.ShouldHaveSingleItem().Code.Id.ShouldBe("SW4304");
        await provider.RestoreLinkAsync(node);

        await cluster.DestroyAsync();
        ProviderException gone = await Should.ThrowAsync<ProviderException>(
            provider.SetLinkConditionsAsync(node, new LinkConditions { BlockedDirections = BlockedDirections.ToNode })
        );
        gone.Problems.ShouldNotBeEmpty();
        await provider.RestoreLinkAsync(node);
    }

    private static string[] QueuesOf(AddressedNode place) =>
        [
            .. $"{LocalFolder.Run("tc", "-n", place.Resource.Id, "qdisc", "show", "dev", "eth0")}\n{LocalFolder.Run("tc", "qdisc", "show", "dev", place.Resource.Id)}"
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ')[1]),
        ];

    private static async Task<double> SecondsAsync(AddressedNode from, AddressedNode to, int bytes)
    {
        Task<string> receiving = to.PythonAsync(
            $"""
            import socket,time
            s=socket.create_server(('',7000)); c,_=s.accept(); t=time.monotonic(); n=0
            while n<{bytes}: n+=len(c.recv(65536))
            print(time.monotonic()-t)
            """
        );
        await from.PythonAsync(
            $"""
            import socket,time
            for n in range(500):
              try: s=socket.create_connection(('{to.Address}',7000),5); break
              except ConnectionRefusedError: time.sleep(.01)
            s.settimeout(60); s.sendall(bytes({bytes})); s.shutdown(1); s.recv(1)
            """
        );
        return double.Parse(await receiving, CultureInfo.InvariantCulture);
    }

    private static async Task<bool> ArrivesAsync(AddressedNode from, AddressedNode to) => await CountAsync(from, to) > 0;

    /// <summary>Counts how many of 200 datagrams arrive. Earlier datagrams give the receiver time to start.</summary>
    private static async Task<int> CountAsync(AddressedNode from, AddressedNode to)
    {
        Task<string> receiving = to.PythonAsync(
            """
            import socket
            s=socket.socket(type=socket.SOCK_DGRAM); s.bind(('',7001)); s.settimeout(4); n=set()
            try:
              while True: n.add(s.recv(9)); s.settimeout(2)
            except TimeoutError: print(len(n-{b'begin'}))
            """
        );
        await from.PythonAsync(
            $"""
            import socket,time
            s=socket.socket(type=socket.SOCK_DGRAM)
            for n in range(100): s.sendto(b'begin',('{to.Address}',7001)); time.sleep(.01)
            for n in range(200): s.sendto(str(n).encode(),('{to.Address}',7001)); time.sleep(.002)
            """
        );
        return int.Parse(await receiving, CultureInfo.InvariantCulture);
    }

    private Task RunAsync(Func<LocalProvider, AddressedNode, AddressedNode, Task> program) => PairOfNodes.RunAsync(_folder, program);
}
