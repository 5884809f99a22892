namespace Local.Tests;

/// <summary>Nodes of one machine share its folders. A file is replaced in one step by the bytes of its own call (INodeConnection.PutFileAsync).</summary>
public sealed class SharedFolderTests : IDisposable
{
    private const int NodeCount = 8;

    private readonly LocalFolder _folder = new();
    private readonly TemporaryFolder _target = new();

    public void Dispose()
    {
        _folder.Dispose();
        _target.Dispose();
    }

    [Fact]
    public Task Concurrent_transfers_of_eight_nodes_into_one_folder_write_the_bytes_of_each_call() => RunAsync(null, async cluster =>
        {
            bool[] written = await PutAsync(cluster, 200);

            written.ShouldAllBe(isWritten => isWritten);
            CheckFiles(written);
            Directory.GetFiles(_target.Root).Length.ShouldBe(200);
        });

    [Fact, Trait(Category.Name, Category.Campaign)]
    public Task Transfers_of_killed_agents_change_no_other_file_and_leave_no_partial_file() =>
        RunAsync(new AgentDeployerOptions { Program = TestProgram.WriteScript(Path.Join(_folder.Path, "program")) }, async cluster =>
        {
            await File.WriteAllTextAsync(_target.At("kept"), "kept");
            using CancellationTokenSource ending = new();
            Task killing = KillAgentsAsync(cluster, ending.Token);

            bool[] written = await PutAsync(cluster, 2000);
            await ending.CancelAsync();
            await killing;
            // The next write of a node removes the partial files of its earlier agents.
            await Task.WhenAll(cluster.Nodes.Select(PutLastAsync));

            written.Count(isWritten => isWritten).ShouldBeGreaterThan(1000);
            CheckFiles(written);
            (await File.ReadAllTextAsync(_target.At("kept"))).ShouldBe("kept");
            Directory.GetFiles(_target.Root, ".*").ShouldBeEmpty();
        });

    // ip(7): a socket is bound to an address and a port, so servers of one port need an address each.
    [Fact]
    public async Task Two_clusters_of_one_name_in_two_folders_do_not_share_addresses_and_one_can_be_removed()
    {
        using LocalFolder otherFolder = new();
        await using LocalProvider provider = Open(_folder.Path, null);
        await using LocalProvider otherProvider = Open(otherFolder.Path, null);
        await using Cluster cluster = await ProvisionAsync(provider);
        await using Cluster other = await ProvisionAsync(otherProvider);
        List<TcpListener> servers = [];
        try
        {
            foreach (string address in (string[])[.. await FindAddressesAsync(provider), .. await FindAddressesAsync(otherProvider)])
            {
                TcpListener server = new(IPAddress.Parse(address), servers.Count == 0 ? 0 : ((IPEndPoint)servers[0].LocalEndpoint).Port);
                servers.Add(server);
                server.Start();
            }

            servers.Count.ShouldBe(2 * NodeCount);
        }
        finally
        {
            servers.ForEach(server => server.Dispose());
        }

        string[] before = await FindAddressesAsync(otherProvider);
        await Task.WhenAll(PutAsync(cluster, 100), PutAsync(other, 100));
        await cluster.DestroyAsync();

        (await PutAsync(other, 100)).ShouldAllBe(isWritten => isWritten);
        (await FindAddressesAsync(otherProvider)).ShouldBe(before);
        await other.DestroyAsync();
    }

    // ip-route(8): the route with the longest prefix selects the bridge, so equal ranges of two bridges need a route for each node.
    [MachineFact("namespaces", "python3")]
    public async Task This_machine_reaches_the_nodes_of_two_folders_on_their_bridges()
    {
        using LocalFolder otherFolder = new();
        await using LocalProvider provider = _folder.Open(LocalIsolation.Namespaces);
        await using LocalProvider otherProvider = otherFolder.Open(LocalIsolation.Namespaces);
        await using Cluster cluster = await ProvisionAsync(provider, 1);
        await using Cluster other = await ProvisionAsync(otherProvider, 1);

        await ReachAsync(cluster, (await FindAddressesAsync(provider))[0]);
        await ReachAsync(other, (await FindAddressesAsync(otherProvider))[0]);
        await cluster.DestroyAsync();
        await ReachAsync(other, (await FindAddressesAsync(otherProvider))[0]);
        await other.DestroyAsync();

        static async Task ReachAsync(Cluster cluster, string address)
        {
            Task serving = cluster.Nodes[0].RunAsync(["python3", "-c", $"import socket;socket.create_server(('{address}',7000)).accept()"]);
            using CancellationTokenSource late = new(TimeSpan.FromSeconds(30));
            while (!serving.IsCompleted)
            {
                try
                {
                    using TcpClient client = new();
                    await client.ConnectAsync(address, 7000, late.Token);
                    await serving;
                }
                catch (SocketException)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(20), late.Token);
                }
            }
        }
    }

    [Fact]
    public async Task Addresses_are_unique_on_the_machine_until_their_node_or_its_folder_is_removed()
    {
        // Five nodes fill a range of eight addresses: the others are the host's and the network's own two.
        Subnet range = Parse("127.77.255.240/29");
        using LocalFolder deletedFolder = new();
        await using LocalProvider deleted = Open(deletedFolder.Path, null, range);
        await using LocalProvider provider = Open($"{_folder.Path}/", null, range);
        await using Cluster lost = await ProvisionAsync(deleted, 5);

        (await Should.ThrowAsync<ScalewrightException>(() => ProvisionAsync(provider, 1))).Message.ShouldContain(
            "all addresses of 127.77.255.240/29 are in use"
        );
        Directory.Delete(Path.Join(deletedFolder.Path, "nodes"), recursive: true);
        await using Cluster cluster = await ProvisionAsync(provider, 5);

        (await FindAddressesAsync(provider)).Length.ShouldBe(5);
        await cluster.DestroyAsync();
    }

    // RFC 950 and RFC 919: the first address of a network is its own, and the last is for broadcasts. The second is that of this machine.
    [Fact]
    public async Task Reserved_addresses_of_a_range_are_not_given_to_nodes_of_an_overlapping_range()
    {
        using LocalFolder wideFolder = new();
        await using LocalProvider provider = Open(_folder.Path, null, Parse("127.77.254.8/29"));
        await using LocalProvider wide = Open(wideFolder.Path, null, Parse("127.77.254.0/28"));
        await using Cluster cluster = await ProvisionAsync(provider, 1);

        await using Cluster wideCluster = await ProvisionAsync(wide, 10);
        string[] addresses = await FindAddressesAsync(wide);

        addresses
            .Order(StringComparer.Ordinal)
            .ShouldBe(new[] { 2, 3, 4, 5, 6, 7, 11, 12, 13, 14 }.Select(last => $"127.77.254.{last}").Order(StringComparer.Ordinal));
        await cluster.DestroyAsync();
        await wideCluster.DestroyAsync();
    }

    [Fact]
    public async Task A_range_whose_reserved_address_a_node_has_is_refused()
    {
        using LocalFolder wideFolder = new();
        await using LocalProvider provider = Open(_folder.Path, null, Parse("127.77.253.8/29"));
        await using LocalProvider wide = Open(wideFolder.Path, null, Parse("127.77.253.0/28"));
        await using Cluster wideCluster = await ProvisionAsync(wide, 10);

        string message = (await Should.ThrowAsync<ScalewrightException>(() => ProvisionAsync(provider, 1))).Message;

        message.ShouldContain($"127.77.253.8 is reserved in 127.77.253.8/29, and the node in {wideFolder.Path}/nodes/sw");
        await wideCluster.DestroyAsync();
        await using Cluster cluster = await ProvisionAsync(provider, 1);
        await cluster.DestroyAsync();
    }

    // tmpfiles.d(5): old files in /tmp are deleted. Nodes of earlier versions have no links there either.
    [Fact]
    public async Task Deleted_links_of_addresses_are_created_again_and_shared_addresses_are_reported()
    {
        Subnet range = Parse("127.77.252.0/29");
        using LocalFolder otherFolder = new();
        await using LocalProvider provider = Open(_folder.Path, null, range);
        await using LocalProvider other = Open(otherFolder.Path, null, range);
        await using Cluster cluster = await ProvisionAsync(provider, 2);
        string[] addresses = await FindAddressesAsync(provider);
        Array.ForEach(addresses, address => File.Delete(Path.Join("/tmp/scalewright-addresses", address)));

        await provider.AdvanceAsync(cluster.Owner);
        await using Cluster otherCluster = await ProvisionAsync(other, 2);
        (await FindAddressesAsync(other)).ShouldNotContain(address => addresses.Contains(address));
        Array.ForEach(addresses, address => File.Delete(Path.Join("/tmp/scalewright-addresses", address)));
        File.CreateSymbolicLink(
            Path.Join("/tmp/scalewright-addresses", addresses[0]),
            Directory.GetDirectories(Path.Join(otherFolder.Path, "nodes"))[0]
        );
        ValueList<Resource> found = await provider.AdvanceAsync(cluster.Owner);

        Resource shared = found.Single(node => provider.FindAddress(node) == addresses[0]);
        shared.State.ShouldBe(ResourceState.Failed);
        shared.Waiting!.Message.ShouldStartWith($"the node in {otherFolder.Path}/nodes/sw");
        found.Single(node => provider.FindAddress(node) == addresses[1]).State.ShouldBe(ResourceState.Ready);
        await cluster.RepairAsync();
        (await provider.ObserveAsync(cluster.Owner)).ShouldAllBe(node => node.State == ResourceState.Ready);
        (await FindAddressesAsync(provider)).ShouldNotContain(addresses[0]);
        await otherCluster.DestroyAsync();
        await cluster.DestroyAsync();
    }

    // flock(2): a lock that another program holds is released when it closes the folder.
    [Fact]
    public async Task Stale_addresses_are_used_again_when_another_program_releases_its_lock()
    {
        Subnet range = Parse("127.77.251.0/29");
        await using LocalProvider provider = Open(_folder.Path, null, range);
        await (await ProvisionAsync(provider, 1)).DestroyAsync();
        foreach (int last in Enumerable.Range(2, 5))
        {
            File.Delete($"/tmp/scalewright-addresses/127.77.251.{last}");
            File.CreateSymbolicLink($"/tmp/scalewright-addresses/127.77.251.{last}", Path.Join(_folder.Path, "gone"));
        }

        using Process holder = Process.Start(
            new ProcessStartInfo("flock", ["/tmp/scalewright-addresses", "sh", "-c", "echo; sleep 1"])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        await holder.StandardOutput.ReadLineAsync();
        await using Cluster cluster = await ProvisionAsync(provider, 5);

        (await FindAddressesAsync(provider)).Length.ShouldBe(5);
        await cluster.DestroyAsync();
    }

    private static Subnet Parse(string text) => Subnet.TryParse(text, out Subnet range) ? range : default;

    private static async Task KillAgentsAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        for (int i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
            try
            {
                string agent = (await cluster.Nodes[i % 3].RunAsync(["sh", "-c", "echo $PPID"], CancellationToken.None)).Output.Trim();
                Signals.Send(int.Parse(agent, CultureInfo.InvariantCulture), "KILL");
                await Task.Delay(TimeSpan.FromMilliseconds(300), cancellationToken);
            }
            catch (Exception ended) when (ended is AgentException or OperationCanceledException) { }
        }
    }

    private static byte[] GetContent(int number)
    {
        byte[] content = new byte[20_000 + number];
        new Random(number).NextBytes(content);
        return content;
    }

    private Task<bool[]> PutAsync(Cluster cluster, int count) =>
        Task.WhenAll(
            Enumerable
                .Range(0, count)
                .Select(async number =>
                {
                    try
                    {
                        await cluster
                            .Nodes[number % NodeCount]
                            .PutFileAsync(_target.At($"f{number}"), new MemoryStream(GetContent(number)));
                        return true;
                    }
                    catch (AgentException)
                    {
                        return false;
                    }
                })
        );

    // The first call after the last kill may find the dead agent.
    private async Task PutLastAsync(Node node)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await node.PutFileAsync(_target.At($"last-{node.Name}"), new MemoryStream([1]));
                return;
            }
            catch (AgentException) when (attempt < 50)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private void CheckFiles(bool[] written)
    {
        for (int number = 0; number < written.Length; number++)
        {
            if (written[number] || File.Exists(_target.At($"f{number}")))
            {
                File.ReadAllBytes(_target.At($"f{number}")).AsSpan().SequenceEqual(GetContent(number)).ShouldBeTrue($"f{number}");
            }
        }
    }

    private static async Task<string[]> FindAddressesAsync(LocalProvider provider) =>
        [.. (await provider.ObserveAsync(null)).Select(provider.FindAddress)];

    private static LocalProvider Open(string folder, AgentDeployerOptions? agent, Subnet? range = null) =>
        new(
            new LocalOptions
            {
                Isolation = LocalIsolation.Processes,
                Folder = folder,
                Agent = agent,
                AddressRange = range,
            }
        );

    private static Task<Cluster> ProvisionAsync(LocalProvider provider, int count = NodeCount)
    {
        Topology topology = Topology.Create("share").AddProfile(Profile.Create("web").WithCount(count).Build()).Build();
        TimeSpan delay = TimeSpan.FromMilliseconds(10);
        return Cluster
            .Create(topology)
            .UseProvider(provider)
            .WithOptions(settings =>
                settings with
                {
                    RestartPolicy = new RestartPolicy
                    {
                        Delay = delay,
                        MaxDelay = delay,
                        MaxExits = 10_000,
                    },
                }
            )
            .ProvisionAsync();
    }

    private async Task RunAsync(AgentDeployerOptions? agent, Func<Cluster, Task> program)
    {
        await using LocalProvider provider = Open(_folder.Path, agent);
        await using Cluster cluster = await ProvisionAsync(provider);
        await program(cluster);
        await cluster.DestroyAsync();
    }
}
