using Scalewright.Providers.Simulation;

namespace Local.Tests;

[Collection(LocalFolder.Turns)]
public sealed class LocalClusterTests : IDisposable
{
    private readonly LocalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [MachineFact("namespaces")]
    public Task A_node_has_its_own_host_name_address_and_links() => RunAsync(LocalIsolation.Namespaces, 2, async (cluster, token) =>
        {
            CommandResult result = await cluster
                .Nodes[0]
                .RunAsync(["sh", "-c", "hostname; ip -br -4 addr show eth0; echo $SCALEWRIGHT_NODE_ADDRESS"], token);

            string[] lines = result.Output.Split('\n');
            lines[0].ShouldBe("web-1");
            lines[2].ShouldStartWith("10.201.");
            lines[1].ShouldContain($"{lines[2]}/16");
            LocalFolder.Run("hostname").Trim().ShouldNotBe("web-1");
        });

    [MachineFact("namespaces", "python3")]
    public Task Nodes_reach_each_other_over_their_links() => RunAsync(LocalIsolation.Namespaces, 2, async (cluster, token) =>
        {
            string[] addresses = await Task.WhenAll(
                cluster.Nodes.Select(async node =>
                    (await node.RunAsync(["sh", "-c", "echo $SCALEWRIGHT_NODE_ADDRESS"], token)).Output.Trim()
                )
            );
            Task<CommandResult> listening = cluster
                .Nodes[1]
                .RunAsync(
                    [
                        "python3",
                        "-c",
                        $"import socket;s=socket.create_server(('{addresses[1]}',7000));c,a=s.accept();print(a[0],c.recv(9).decode())",
                    ],
                    token
                );

            CommandResult sent = await cluster
                .Nodes[0]
                .RunAsync(
                    [
                        "python3",
                        "-c",
                        $"import socket,time\nfor n in range(500):\n  try:\n    s=socket.create_connection(('{addresses[1]}',7000),2);break\n  except ConnectionRefusedError: time.sleep(.01)\ns.sendall(b'good day');s.close()",
                    ],
                    token
                );

            sent.ExitCode.ShouldBe(0, sent.Error);
            (await listening).Output.Trim().ShouldBe($"{addresses[0]} good day");
        });

    [MachineFact("namespaces", "python3")]
    public Task A_program_that_takes_more_memory_than_its_node_has_is_killed() =>
        RunAsync(LocalIsolation.Namespaces, 1, async (cluster, token) =>
        {
            // Touches 600 MiB; the node has 512 MiB.
            CommandResult result = await cluster
                .Nodes[0]
                .RunAsync(["python3", "-c", "b=bytearray(600*1024*1024)\nfor i in range(0,len(b),4096): b[i]=1"], token);

            result.ExitCode.ShouldBe(137);
        });

    // cgroups(7): one line for each hierarchy, NUMBER:CONTROLLERS:PATH, or only 0::PATH for a unified hierarchy. The
    // kernel enforces the limit.
    [MachineFact("namespaces")]
    public Task Programs_of_a_node_run_in_a_control_group_limited_to_the_CPUs_of_the_node() =>
        RunAsync(LocalIsolation.Namespaces, 1, async (cluster, token) =>
        {
            CommandResult controlGroups = await cluster.Nodes[0].RunAsync(["cat", "/proc/self/cgroup"], token);

            string[][] lines = [.. controlGroups.Output.Trim().Split('\n').Select(line => line.Split(':', 3))];
            string[]? cpuHierarchy = lines.FirstOrDefault(line => line[1].Split(',').Contains("cpu"));
            string limit = cpuHierarchy is null
                ? File.ReadAllText($"/sys/fs/cgroup{lines.Single(line => line[1].Length == 0)[2]}/cpu.max").Trim()
                : $"{File.ReadAllText($"/sys/fs/cgroup/cpu{cpuHierarchy[2]}/cpu.cfs_quota_us").Trim()} {File.ReadAllText($"/sys/fs/cgroup/cpu{cpuHierarchy[2]}/cpu.cfs_period_us").Trim()}";
            int processors = cluster.Nodes[0].Spec.Hardware.Cpus;
            limit.ShouldBe($"{processors * 100_000} 100000");
        });

    [MachineFact("namespaces")]
    public async Task No_links_or_files_remain_after_the_last_node_is_deleted()
    {
        string[] links = [];
        await RunAsync(LocalIsolation.Namespaces, 3, async (cluster, token) =>
        {
            string[] nodes =
            [
                .. Directory
                    .EnumerateDirectories(System.IO.Path.Join(_folder.Path, "nodes"))
                    .Select(path => System.IO.Path.GetFileName(path)),
            ];
            LocalFolder.Run("ip", "netns", "list").ShouldContain(nodes[0]);
            links =
            [
                .. nodes,
                System.IO.Path.GetFileName(File.ResolveLinkTarget($"/sys/class/net/{nodes[0]}/master", returnFinalTarget: true)!.FullName),
            ];
            links.ShouldAllBe(link => Directory.Exists($"/sys/class/net/{link}"));
            await cluster.Nodes[0].RunAsync(["sh", "-c", "setsid sleep 1000 & exit 0"], token);
        });

        links.Length.ShouldBe(4);
        links.ShouldAllBe(link => !Directory.Exists($"/sys/class/net/{link}"));
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [MachineFact("namespaces")]
    public async Task A_node_left_incomplete_by_a_killed_program_is_listed_as_pending_and_deleted()
    {
        await using LocalProvider provider = _folder.Open(LocalIsolation.Namespaces);
        Topology farm = Farm(1);
        await using (
            Cluster cluster = await Cluster
                .Create(farm)
                .UseProvider(provider)
                .WithState(System.IO.Path.Join(_folder.Path, "state"))
                .ProvisionAsync()
        ) { }

        // Simulates a node whose creation was interrupted.
        Resource node = (await provider.ObserveAsync(null)).Single();
        string tagFile = System.IO.Path.Join(_folder.Path, "nodes", node.Id, "mark.json");
        await File.WriteAllTextAsync(
            tagFile,
            (await File.ReadAllTextAsync(tagFile)).Replace("\"is_whole\": true", "\"is_whole\": false", StringComparison.Ordinal)
        );
        (await provider.ObserveAsync(null)).Single().State.ShouldBe(ResourceState.Pending);
        await using (Cluster cluster = await Cluster.OpenAsync(System.IO.Path.Join(_folder.Path, "state"), provider))
        {
            await cluster.DestroyAsync();
        }

        (await provider.ObserveAsync(null)).ShouldBeEmpty();
        LocalFolder.Run("ip", "netns", "list").ShouldNotContain(node.Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_program_produces_the_same_output_on_processes_and_in_the_simulation(bool isSimulated)
    {
        StringBuilder output = new();
        await using IProvider provider = isSimulated ? new SimulationProvider { Seed = 1 } : _folder.Open(LocalIsolation.Processes);
        await provider.RunAsync(async token =>
        {
            await using Cluster cluster = await Cluster.Create(Farm(3)).UseProvider(provider).ProvisionAsync(token);
            foreach (Node node in cluster.Nodes)
            {
                CommandResult result = await node.RunAsync(["echo", node.Name], token);
                output.Append(CultureInfo.InvariantCulture, $"{result.ExitCode} {result.Output}");
            }

            await cluster.DestroyAsync(token);
        });

        output.ToString().ShouldBe("0 web-1\n0 web-2\n0 web-3\n");
    }

    [Fact]
    public async Task Deleting_a_node_kills_processes_that_left_their_session()
    {
        await RunAsync(LocalIsolation.Processes, 1, async (cluster, token) =>
        {
            CommandResult result = await cluster.Nodes[0].RunAsync(["sh", "-c", "setsid sleep 1234 >/dev/null 2>&1 & echo $!"], token);
            Directory.Exists($"/proc/{result.Output.Trim()}").ShouldBeTrue();
        });

        RunningPrograms.Of("sleep 1234").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("10.0.0.0/16", LocalIsolation.Processes)]
    [InlineData("10.0.0.0/8", LocalIsolation.Namespaces)]
    [InlineData("10.0.0.0/30", LocalIsolation.Namespaces)]
    [InlineData("fd00::/16", LocalIsolation.Namespaces)]
    public void An_unusable_address_range_is_rejected(string range, LocalIsolation isolation) =>
        Should.Throw<ArgumentException>(() =>
            new LocalProvider(
                new LocalOptions { Isolation = isolation, AddressRange = Subnet.TryParse(range, out Subnet parsed) ? parsed : default }
            )
        );

    [Fact]
    public async Task A_cluster_with_more_nodes_than_addresses_is_rejected()
    {
        await using LocalProvider provider = new(
            new LocalOptions
            {
                Isolation = LocalIsolation.Processes,
                Folder = _folder.Path,
                AddressRange = Subnet.TryParse("127.5.0.0/29", out Subnet parsed) ? parsed : default,
            }
        );

        ClusterException exception = await Should.ThrowAsync<ClusterException>(
            Cluster.Create(Farm(6)).UseProvider(provider).ProvisionAsync()
        );

        exception.Problems.ShouldHaveSingleItem().Message.ShouldBe("6 nodes need 6 addresses, and 127.5.0.0/29 has 5");
    }

    private static Topology Farm(int count)
    {
        NodeGroup group = new("web", "builtin@1.0.0")
        {
            Nodes = Enumerable.Range(1, count).Select(number => new NodeSpec($"web-{number}", number)).ToValueList(),
        };
        return Topology.Empty with { Name = "local-demo", Groups = ValueMap<NodeGroup>.Empty.With("web", group) };
    }

    private async Task RunAsync(LocalIsolation isolation, int count, Func<Cluster, CancellationToken, Task> program)
    {
        await using LocalProvider provider = _folder.Open(isolation);
        await using Cluster cluster = await Cluster.Create(Farm(count)).UseProvider(provider).ProvisionAsync();
        await program(cluster, CancellationToken.None);
        await cluster.DestroyAsync();
    }
}
