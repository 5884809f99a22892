using Scalewright.Providers.Simulation;

namespace Local.Tests;

/// <summary>Tests delays of links. Nodes share one clock, so one-way times can be measured.</summary>
[Collection(LocalFolder.Turns)]
public sealed class DelayTests : IDisposable
{
    private const string Stream = "bytes(n*7%251 for n in range(200000))*20";

    // CRC-32 of these 4,000,000 bytes.
    private const string SumOfStream = "3595465569";

    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);

    private readonly LocalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [MachineFact("namespaces", "python3", "/dev/net/tun")]
    public Task Packets_to_a_node_are_delayed_and_packets_from_it_are_not() =>
        RunAsync(
            async (provider, first, second) =>
            {
                await provider.SetLinkConditionsAsync(second.Resource, new LinkConditions { Delay = 300 * Ms });

                (await FlightsAsync(first, second)).ShouldAllBe(flight => flight.Took >= 0.3);
                (await FlightsAsync(second, first)).Min(flight => flight.Took).ShouldBeLessThan(0.3);
                LinkStatistics traffic = provider.GetLinkStatistics(second.Resource)!;
                traffic.RoundTrip!.Value.ShouldBeGreaterThanOrEqualTo(300 * Ms);
                traffic.ForwardedCount.ShouldBeGreaterThan(100);
                provider.GetLinkStatistics(first.Resource).ShouldBeNull("nothing is carried where nothing is delayed");
            }
        );

    [MachineFact("namespaces", "python3", "/dev/net/tun")]
    public Task An_inbound_link_delay_applies_to_packets_of_its_source_node_and_not_to_those_of_the_host() =>
        RunAsync(
            async (provider, first, second) =>
            {
                await provider.SetLinkConditionsAsync(
                    second.Resource,
                    new LinkConditions { InboundLinks = [new InboundLinkFault("web-1") { Delay = 1000 * Ms }] }
                );

                (await FlightsAsync(first, second)).ShouldAllBe(flight => flight.Took >= 1);
                provider.GetLinkStatistics(second.Resource)!.RoundTrip!.Value.ShouldBeLessThan(1000 * Ms);
                provider.GetLinkConditions(second.Resource).InboundLinks.ShouldBe([new InboundLinkFault("web-1") { Delay = 1000 * Ms }]);

                await provider.RestoreLinkAsync(second.Resource);
                (await FlightsAsync(first, second)).Min(flight => flight.Took).ShouldBeLessThan(1);
            }
        );

    [MachineFact("namespaces", "python3", "/dev/net/tun")]
    public Task An_inbound_link_from_a_missing_node_is_rejected_and_reverted() =>
        RunAsync(
            async (provider, _, second) =>
            {
                await Should.ThrowAsync<ProviderException>(() =>
                    provider.SetLinkConditionsAsync(
                        second.Resource,
                        new LinkConditions { InboundLinks = [new InboundLinkFault("web-9") { Delay = Ms }] }
                    )
                );

                provider.GetLinkConditions(second.Resource).ShouldBe(LinkConditions.Unimpaired);
                LinksOf(second).ShouldBe(1);
            }
        );

    [MachineFact("namespaces", "python3", "/dev/net/tun")]
    public Task Jittered_packets_keep_their_order() =>
        RunAsync(
            async (provider, first, second) =>
            {
                await provider.SetLinkConditionsAsync(second.Resource, new LinkConditions { Delay = 50 * Ms, Jitter = 50 * Ms });

                (int Number, double Took)[] flights = await FlightsAsync(first, second);

                flights.Select(flight => flight.Number).ShouldBe(Enumerable.Range(0, 100));
                flights.ShouldAllBe(flight => flight.Took >= 0.05);
                // Delays are uniform from 50 to 100 ms. The probability that all 100 are below 70 ms is negligible.
                flights.Max(flight => flight.Took).ShouldBeGreaterThan(0.07);
            }
        );

    [MachineFact("namespaces", "python3", "/dev/net/tun")]
    public Task Packets_are_duplicated_and_reordered_as_configured() =>
        RunAsync(
            async (provider, first, second) =>
            {
                await provider.SetLinkConditionsAsync(
                    second.Resource,
                    new LinkConditions
                    {
                        Duplication = 0.5,
                        Reordering = 0.5,
                        ReorderingDelay = 100 * Ms,
                    }
                );

                int[] numbers = [.. (await FlightsAsync(first, second)).Select(flight => flight.Number)];

                numbers.Distinct().Order().ShouldBe(Enumerable.Range(0, 100));
                // The expected number is 50, and six standard deviations are 30.
                (numbers.Length - 100).ShouldBeInRange(20, 80);
                numbers.Distinct().ShouldNotBe(Enumerable.Range(0, 100));
            }
        );

    [MachineFact("namespaces", "python3", "/dev/net/tun")]
    public Task A_TCP_stream_arrives_intact_in_both_directions_over_a_delayed_link() =>
        RunAsync(
            async (provider, first, second) =>
            {
                await provider.SetLinkConditionsAsync(second.Resource, new LinkConditions { Delay = 5 * Ms });

                // Streams offload checksums and segmentation to the virtual hardware.
                (await SumAsync(first, second)).ShouldBe(SumOfStream);
                (await SumAsync(second, first)).ShouldBe(SumOfStream);
            }
        );

    [MachineFact("namespaces", "python3", "/dev/net/tun")]
    public Task VLAN_tags_are_preserved_over_a_delayed_link() =>
        RunAsync(
            async (provider, first, second) =>
            {
                await provider.SetLinkConditionsAsync(second.Resource, new LinkConditions { Delay = 5 * Ms });

                (await TagAsync(first, second)).ShouldBe("5");
                (await TagAsync(second, first)).ShouldBe("5");
            }
        );

    [MachineFact("namespaces", "python3", "/dev/net/tun")]
    public Task A_delay_persists_when_the_node_takes_its_link_down_and_up() =>
        RunAsync(
            async (provider, first, second) =>
            {
                await provider.SetLinkConditionsAsync(second.Resource, new LinkConditions { Delay = 100 * Ms });

                await second.Node.RunAsync(["sh", "-c", "ip link set eth0 down; ip link set eth0 up"]);

                (int Number, double Took)[] flights = await FlightsAsync(first, second);
                flights.Select(flight => flight.Number).ShouldBe(Enumerable.Range(0, 100), "once each");
                flights.ShouldAllBe(flight => flight.Took >= 0.1);
            }
        );

    [MachineFact("namespaces", "python3", "/dev/net/tun")]
    public Task New_link_conditions_replace_an_earlier_block_and_delay() =>
        RunAsync(
            async (provider, first, second) =>
            {
                await provider.SetLinkConditionsAsync(
                    second.Resource,
                    new LinkConditions { Delay = 400 * Ms, BlockedDirections = BlockedDirections.ToNode }
                );
                provider.GetLinkStatistics(second.Resource)!.RoundTrip.ShouldBeNull("nothing that could be timed comes back");
                (await FlightsAsync(first, second)).ShouldBeEmpty();

                await provider.SetLinkConditionsAsync(
                    second.Resource,
                    new LinkConditions { Delay = 100 * Ms, MaxBytesPerSecond = 1_000_000 }
                );
                provider.GetLinkConditions(second.Resource).Delay.ShouldBe(100 * Ms);
                (int Number, double Took)[] flights = await FlightsAsync(first, second);
                flights.ShouldAllBe(flight => flight.Took >= 0.1);
                flights.Min(flight => flight.Took).ShouldBeLessThan(0.4);
            }
        );

    [MachineFact("namespaces", "python3", "/dev/net/tun")]
    public Task Another_program_can_take_over_or_remove_a_delay_without_leftovers() =>
        RunAsync(
            async (provider, first, second) =>
            {
                await provider.SetLinkConditionsAsync(second.Resource, new LinkConditions { Delay = 300 * Ms });
                LinksOf(second).ShouldBe(3);

                await using LocalProvider other = _folder.Open(LocalIsolation.Namespaces);
                other.GetLinkConditions(second.Resource).ShouldBe(new LinkConditions { Delay = 300 * Ms });
                await other.SetLinkConditionsAsync(second.Resource, new LinkConditions { Delay = 200 * Ms });
                await UntilAsync(() => provider.GetLinkStatistics(second.Resource) is null);
                (int Number, double Took)[] flights = await FlightsAsync(first, second);
                flights.ShouldAllBe(flight => flight.Took >= 0.2);
                flights.Select(flight => flight.Number).ShouldBe(Enumerable.Range(0, 100), "once each");

                await provider.RestoreLinkAsync(second.Resource);
                await UntilAsync(() => other.GetLinkStatistics(second.Resource) is null);
                (await FlightsAsync(first, second)).Min(flight => flight.Took).ShouldBeLessThan(0.2);
                LinksOf(second).ShouldBe(1);
            }
        );

    [MachineFact("namespaces", "python3", "/dev/net/tun")]
    public Task A_killed_program_leaves_its_delayed_link_cut_until_the_next_program_restores_it() =>
        RunAsync(
            async (provider, first, second) =>
            {
                ProcessStartInfo start = TestProgram.Describe("local", "delay", _folder.Path, "web-2", "300");
                start.RedirectStandardOutput = true;
                using Process host = Process.Start(start)!;
                (await host.StandardOutput.ReadLineAsync()).ShouldBe("delayed");
                (await FlightsAsync(first, second)).ShouldAllBe(flight => flight.Took >= 0.3);

                host.Kill();
                await host.WaitForExitAsync();

                (await FlightsAsync(first, second)).ShouldBeEmpty();
                (await provider.ReadFaultAsync(second.Resource)).Delay.ShouldBe(300 * Ms);
                await provider.InjectFaultAsync(second.Resource, new NodeFault { Delay = 300 * Ms });
                (await FlightsAsync(first, second)).Length.ShouldBe(100, "the same harm again is carried by who asks for it");
                (await provider.RevertFaultsAsync(null)).ShouldBe(["web-2"]);
                (await FlightsAsync(first, second)).Length.ShouldBe(100);
                LinksOf(second).ShouldBe(1);
            }
        );

    [MachineFact("namespaces", "python3", "/dev/net/tun")]
    public async Task A_deleted_node_leaves_no_network_links_of_its_delay()
    {
        AddressedNode? removed = null;
        await RunAsync(
            async (provider, _, second) =>
            {
                await provider.SetLinkConditionsAsync(second.Resource, new LinkConditions { Delay = 5 * Ms });
                removed = second;
            }
        );

        LinksOf(removed!).ShouldBe(0);
    }

    [MachineFact("namespaces", "python3", "/dev/net/tun")]
    public Task A_delay_that_cannot_be_measured_fails_and_is_reverted() =>
        RunAsync(
            async (_, first, second) =>
            {
                await second.Node.RunAsync(["ip", "link", "set", "eth0", "down"]);
                await using LocalProvider hasty = new(
                    new LocalOptions { Folder = _folder.Path, LinkCommandTimeout = TimeSpan.FromSeconds(5) }
                );

                ProviderException refused = await Should.ThrowAsync<ProviderException>(
                    hasty.SetLinkConditionsAsync(second.Resource, new LinkConditions { Delay = 50 * Ms, Jitter = 10 * Ms })
                );

                // The upper bound is the delay, its jitter and 250 ms for this machine.
                Problem problem = refused.Problems.ShouldHaveSingleItem();
                (problem.Code.Id, problem.Message).ShouldBe(
                    ("SW4303", $"the round trip to {second.Resource.Id} is without an answer instead of 50 ms to 310 ms long")
                );
                hasty.GetLinkConditions(second.Resource).ShouldBe(LinkConditions.Unimpaired);
                LinksOf(second).ShouldBe(1);

                await second.Node.RunAsync(["ip", "link", "set", "eth0", "up"]);
                (await FlightsAsync(first, second)).Length.ShouldBe(100);
            }
        );

    [MachineFact("namespaces", "python3", "/dev/net/tun")]
    public Task The_bridge_has_a_fixed_hardware_address() =>
        RunAsync(
            (_, first, _) =>
            {
                string bridge = File.ResolveLinkTarget($"/sys/class/net/{first.Resource.Id}/master", returnFinalTarget: true)!.FullName;

                // https://www.kernel.org/doc/Documentation/ABI/testing/sysfs-class-net: 3 is an explicitly set address.
                File.ReadAllText($"{bridge}/addr_assign_type").Trim().ShouldBe("3");
                return Task.CompletedTask;
            }
        );

    private static int LinksOf(AddressedNode place) =>
        Directory
            .EnumerateFileSystemEntries("/sys/class/net")
            .Count(link => Path.GetFileName(link).StartsWith(place.Resource.Id, StringComparison.Ordinal));

    /// <summary>Sends 100 datagrams and returns their order of arrival and their seconds in transit.</summary>
    private async Task<(int Number, double Took)[]> FlightsAsync(AddressedNode from, AddressedNode to)
    {
        string ready = Path.Join(_folder.Path, "ready");
        string sent = Path.Join(_folder.Path, "sent");
        Task<string> receiving = to.PythonAsync(
            $"""
            import socket,time,os
            s=socket.socket(type=socket.SOCK_DGRAM); s.bind(('',7001)); s.settimeout(.1); n=[]; last=sent=0; quiet=3
            open('{ready}','w').close()
            while not sent or time.monotonic()-max(last,sent)<quiet:
              if not sent and os.path.exists('{sent}'): sent=time.monotonic()
              try: w=s.recv(99).split(); last=time.monotonic()
              except TimeoutError: continue
              if w[0]==b'end': quiet=.5
              else: n.append((int(w[0]),last-float(w[1])))
            print('\n'.join('%d %.9f'%f for f in n))
            """
        );
        await from.PythonAsync(
            $"""
            import socket,time,os
            os.sched_setaffinity(0,[min(os.sched_getaffinity(0))]) # one that moves sends packets that overtake others in the kernel
            while not os.path.exists('{ready}'): time.sleep(.01)
            s=socket.socket(type=socket.SOCK_DGRAM); a=('{to.Address}',7001)
            known=lambda: any(w[0]==a[0] and w[2]!='0x0' for w in map(str.split,open('/proc/net/arp')))
            late=time.monotonic()+5 # the kernel keeps what waits for a hardware address, and what is sent when that has come overtakes it
            while not known() and time.monotonic()<late: s.sendto(b'',(a[0],7002)); time.sleep(.01)
            for n in range(100): s.sendto(b'%d %.9f'%(n,time.monotonic()),a); time.sleep(.002)
            for n in range(9): s.sendto(b'end',a)
            open('{sent}','w').close()
            """
        );
        string[] lines = (await receiving).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        File.Delete(ready);
        File.Delete(sent);
        return
        [
            .. lines
                .Select(line => line.Split(' '))
                .Select(words => (int.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture))),
        ];
    }

    private static async Task<string> SumAsync(AddressedNode from, AddressedNode to)
    {
        Task<string> receiving = to.PythonAsync(
            """
            import socket,zlib
            s=socket.create_server(('',7000)); c,_=s.accept(); n=0; c.settimeout(60)
            while b:=c.recv(65536): n=zlib.crc32(b,n)
            print(n)
            """
        );
        await from.PythonAsync(
            $"""
            import socket,time
            for n in range(500):
              try: s=socket.create_connection(('{to.Address}',7000),5); break
              except ConnectionRefusedError: time.sleep(.01)
            s.settimeout(60); s.sendall({Stream}); s.shutdown(1); s.recv(1)
            """
        );
        return await receiving;
    }

    /// <summary>Sends a frame with VLAN tag 5 and returns the tag that the receiver reads.</summary>
    private async Task<string> TagAsync(AddressedNode from, AddressedNode to)
    {
        string ready = Path.Join(_folder.Path, "ready");

        // https://man7.org/linux/man-pages/man7/packet.7.html: the tag is delivered beside the frame, as the 16 bits
        // after 16 bytes.
        Task<string> receiving = to.PythonAsync(
            $"""
            import socket,struct
            s=socket.socket(socket.AF_PACKET,socket.SOCK_RAW,socket.htons(3)); s.bind(('eth0',0)); s.setsockopt(263,8,1); s.settimeout(30)
            open('{ready}','w').close()
            while True:
              b,a,_,_=s.recvmsg(2048,256)
              if b[12:20]==bytes.fromhex('88b5')+b'tagged': print(struct.unpack_from('H',a[0][2],16)[0]); break
            """
        );
        await from.PythonAsync(
            $"""
            import socket,time,os
            while not os.path.exists('{ready}'): time.sleep(.01)
            s=socket.socket(socket.AF_PACKET,socket.SOCK_RAW); s.bind(('eth0',0))
            for n in range(9): s.send(bytes.fromhex('ffffffffffff 020000000001 81000005 88b5')+b'tagged'); time.sleep(.02)
            """
        );
        string tag = await receiving;
        File.Delete(ready);
        return tag;
    }

    // Polls, because the exit of the forwarding thread is not signaled.
    private static async Task UntilAsync(Func<bool> holds)
    {
        using CancellationTokenSource late = new(TimeSpan.FromMinutes(1));
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), late.Token);
        }
    }

    private Task RunAsync(Func<LocalProvider, AddressedNode, AddressedNode, Task> program) => PairOfNodes.RunAsync(_folder, program);
}
