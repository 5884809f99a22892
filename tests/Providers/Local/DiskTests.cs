using Scalewright.Agents.BuiltIn;
using Scalewright.Providers.Simulation;

namespace Local.Tests;

[Collection(LocalFolder.Turns)]
public sealed class DiskTests : IDisposable
{
    private readonly LocalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [MachineFact("namespaces")]
    public Task A_node_cannot_write_more_than_its_disk_size() =>
        RunAsync(
            async (_, _, first, _) =>
            {
                (await WriteAsync(first, "large", 9)).ExitCode.ShouldNotBe(0);
                await first.RunAsync(["rm", "large"]);
                (await WriteAsync(first, "small", 7)).ExitCode.ShouldBe(0);
            }
        );

    [MachineFact("namespaces")]
    public Task A_full_disk_rejects_writes_and_keeps_its_files_until_the_fault_is_reverted() =>
        RunAsync(
            async (provider, resource, first, second) =>
            {
                (await WriteAsync(first, "kept", 1)).ExitCode.ShouldBe(0);
                string home = (await first.RunAsync(["pwd"])).Output.Trim();

                await provider.InjectFaultAsync(resource, new NodeFault { IsDiskFull = true });

                CommandResult refused = await WriteAsync(first, "more", 1);
                (refused.ExitCode, refused.Error.Contains("No space left on device", StringComparison.Ordinal)).ShouldBe((1, true));
                using MemoryStream content = new(new byte[100_000]);
                await Should.ThrowAsync<AgentException>(() => first.PutFileAsync($"{home}/put", content));
                (await first.RunAsync(["stat", "-c", "%s", "kept"])).Output.ShouldBe("1048576\n");
                (await WriteAsync(second, "more", 1)).ExitCode.ShouldBe(0);
                (await provider.ReadFaultAsync(resource)).ShouldBe(new NodeFault { IsDiskFull = true });

                await provider.InjectFaultAsync(resource, NodeFault.None);

                (await WriteAsync(first, "more", 1)).ExitCode.ShouldBe(0);
                (await provider.ReadFaultAsync(resource)).ShouldBe(NodeFault.None);
            }
        );

    [MachineFact("namespaces")]
    public Task An_agent_fills_a_disk_up_to_the_requested_free_space() =>
        RunAsync(
            async (_, _, first, _) =>
            {
                string home = (await first.RunAsync(["pwd"])).Output.Trim();
                IAgentFaultInjection faults = await first.GetServiceAsync<IAgentFaultInjection>();
                (await WriteAsync(first, "kept", 1)).ExitCode.ShouldBe(0);

                await faults.FillDiskAsync(home, 2 * 1024 * 1024, TimeSpan.FromMinutes(10), default);

                (await WriteAsync(first, "fits", 1)).ExitCode.ShouldBe(0);
                (await WriteAsync(first, "more", 3)).ExitCode.ShouldBe(1);
                await faults.RevertAllAsync(default);
                (await WriteAsync(first, "more", 3)).ExitCode.ShouldBe(0);
                (await first.RunAsync(["ls", "-A"])).Output.ShouldBe("fits\nkept\nmore\n");
            }
        );

    [MachineFact("namespaces")]
    public Task A_schedule_fills_a_disk_until_its_run_ends() => RunAsync(8, async (cluster, provider, resource, first, _) =>
        {
            using CancellationTokenSource ending = new();
            Task running = FaultSchedule
                .Empty.Add(TimeSpan.Zero, new FillDisk("web-1"))
                .Add(TimeSpan.FromHours(1), new HealNetwork())
                .RunAsync(cluster, ending.Token);
            using CancellationTokenSource late = new(TimeSpan.FromMinutes(1));
            while (await provider.ReadFaultAsync(resource) != new NodeFault { IsDiskFull = true })
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), late.Token);
            }

            (await WriteAsync(first, "more", 1)).ExitCode.ShouldBe(1);
            await ending.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => running);

            (await WriteAsync(first, "more", 1)).ExitCode.ShouldBe(0);
            (await provider.ReadFaultAsync(resource)).ShouldBe(NodeFault.None);
        });

    [MachineFact("namespaces")]
    public async Task A_full_disk_is_unmounted_when_its_node_is_deleted()
    {
        await RunAsync((provider, resource, _, _) => provider.InjectFaultAsync(resource, new NodeFault { IsDiskFull = true }));

        (await File.ReadAllLinesAsync("/proc/self/mountinfo")).ShouldAllBe(line => !line.Contains(_folder.Path, StringComparison.Ordinal));
    }

    [MachineFact("namespaces")]
    public Task A_disk_full_fault_is_rejected_for_a_node_without_its_own_disk() =>
        RunAsync(null, async (cluster, provider, resource, _, _) =>
        {
            ProviderException planned = await Should.ThrowAsync<ProviderException>(() =>
                FaultSchedule.Empty.Add(TimeSpan.Zero, new FillDisk("web-1")).RunAsync(cluster)
            );
            ProviderException refused = await Should.ThrowAsync<ProviderException>(() =>
                provider.InjectFaultAsync(resource, new NodeFault { IsDiskFull = true })
            );
            await using LocalProvider other = _folder.Open(LocalIsolation.Namespaces, diskMiB: 8);
            ProviderException late = await Should.ThrowAsync<ProviderException>(() =>
                other.InjectFaultAsync(resource, new NodeFault { IsDiskFull = true })
            );

            refused.Problems.ShouldHaveSingleItem().Message.ShouldBe("a full disk requires nodes with disks of their own");
            late.Problems.ShouldBe(refused.Problems);
            planned.Problems.ShouldBe(refused.Problems);
            (await provider.ReadFaultAsync(resource)).ShouldBe(NodeFault.None);
        });

    [Theory]
    [InlineData(LocalIsolation.Processes, 8)]
    [InlineData(LocalIsolation.Namespaces, 0)]
    public void Invalid_disk_options_are_rejected(LocalIsolation isolation, int mebibytes) =>
        Should.Throw<ArgumentException>(() => _folder.Open(isolation, mebibytes)).ParamName.ShouldBe("options");

    private static Task<CommandResult> WriteAsync(Node node, string name, int mebibytes) =>
        node.RunAsync(["dd", "if=/dev/zero", $"of={name}", "bs=1048576", $"count={mebibytes}"]);

    private Task RunAsync(Func<LocalProvider, Resource, Node, Node, Task> story) => RunAsync(8, story);

    private Task RunAsync(int? diskMiB, Func<LocalProvider, Resource, Node, Node, Task> story) =>
        RunAsync(diskMiB, (_, provider, resource, first, second) => story(provider, resource, first, second));

    private async Task RunAsync(int? diskMiB, Func<Cluster, LocalProvider, Resource, Node, Node, Task> story)
    {
        NodeGroup group = new("web", "builtin@1.0.0") { Nodes = [new NodeSpec("web-1", 1), new NodeSpec("web-2", 2)] };
        Topology pair = Topology.Empty with { Name = "disks", Groups = ValueMap<NodeGroup>.Empty.With("web", group) };
        await using LocalProvider provider = _folder.Open(LocalIsolation.Namespaces, diskMiB);
        await using Cluster cluster = await Cluster.Create(pair).UseProvider(provider).ProvisionAsync();
        Node[] nodes = [.. cluster.Nodes.OrderBy(node => node.Name, StringComparer.Ordinal)];
        await story(
            cluster,
            provider,
            (await provider.ObserveAsync(cluster.Owner)).Single(node => node.Tag.Name == "web-1"),
            nodes[0],
            nodes[1]
        );
        await cluster.DestroyAsync();
    }
}
