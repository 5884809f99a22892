using Scalewright.Clusters.Registry;
using Scalewright.Clusters.Selection;
using Scalewright.Journals;
using TemporaryFolder = global::Tests.Shared.TemporaryFolder;

namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class HostFileClusterTests(SshLab lab)
{
    [MachineFact("ssh-machines")]
    public async Task Nodes_are_placed_on_the_hosts_of_the_same_name_in_the_host_file()
    {
        HostFile file = HostFileTests.Parse(
            $$"""
            {"hosts": {"web-2": {"address": "{{SshLab.HostOf(1)}}"}, "broken": {}, "web-1": {"address": "{{SshLab.HostOf(2)}}"} } }
            """
        );
        await using SshProvider provider = SshProvider.FromFile(
            file,
            new SshOptions { Client = lab.Options, Folder = "/tmp/scalewright-file" }
        );
        NodeGroup group = new("web", "builtin@1.0.0") { Nodes = [new NodeSpec("web-1", 1), new NodeSpec("web-2", 2)] };
        Topology topology = Topology.Empty with { Name = "file", Groups = ValueMap<NodeGroup>.Empty.With("web", group) };

        await using Cluster cluster = await Cluster.Create(topology).UseProvider(provider).ProvisionAsync();
        ValueList<Resource> nodes = await provider.ObserveAsync(null);
        CommandResult result = await cluster.Nodes[0].RunAsync(["echo", "there"]);
        await cluster.DestroyAsync();

        result.Output.ShouldBe("there\n");
        nodes
            .OrderBy(node => node.Tag.Name, StringComparer.Ordinal)
            .Select(node => node.Id)
            .ShouldBe([$"root@{SshLab.HostOf(2)}", $"root@{SshLab.HostOf(1)}"]);
    }

    [MachineFact("ssh-machines")]
    public async Task A_cluster_from_a_host_file_has_a_node_per_host_and_its_builder_is_unusable_after_disposal()
    {
        string file = lab.At("my nodes.json");
        File.WriteAllText(
            file,
            $$"""{"hosts": {"web-1": {"address": "{{SshLab.HostOf(1)}}"}, "web-2": {"address": "{{SshLab.HostOf(2)}}"} }, "pools": {} }"""
        );
        ClusterBuilder builder = Cluster.FromFile(file, new SshOptions { Client = lab.Options, Folder = "/tmp/scalewright-from-file" });
        await using (Cluster cluster = await builder.ProvisionAsync())
        {
            CommandResult[] results = await Task.WhenAll(cluster.Nodes.Select(node => node.RunAsync(["uname", "-n"])));

            cluster.Name.ShouldBe("my-nodes");
            cluster.Nodes.Select(node => node.Name).ShouldBe(["web-1", "web-2"]);
            results.Select(result => result.Output).ShouldBe(["node1\n", "node2\n"]);
        }

        await Should.ThrowAsync<ObjectDisposedException>(async () => await builder.ProvisionAsync());
    }

    [MachineFact("ssh-machines")]
    public async Task Machines_without_an_agent_are_selected_by_facts_and_registered_with_their_addresses()
    {
        using TemporaryFolder folder = new();
        NodeRegistry register = new(folder.Root, LocalFileSystem.Create(), TimeProvider.System);
        HostFile file = HostFileTests.Parse(
            $$"""{"hosts": {"web-1": {"address": "{{SshLab.HostOf(1)}}"}, "web-2": {"address": "{{SshLab.HostOf(2)}}"} } }"""
        );
        await using Cluster cluster = await Cluster
            .FromFile(file, new SshOptions { Client = lab.Options, Folder = "/tmp/scalewright-facts" })
            .WithNodeRegistry(register)
            .WithNodeLogs(folder.At("logs"))
            .ProvisionAsync();

        ValueList<NodeFacts> facts = await cluster.Nodes.ReadFactsAsync();
        await using Partition job = await cluster.AcquirePartitionAsync(
            new PartitionRequest("job", 1) { Selector = NodeSelector.Where("hostname", FactOperator.Equal, FactValue.From("node2")) }
        );
        await cluster.FlushLogsAsync();

        facts.Select(found => found.Host!.HostName).ShouldBe(["node1", "node2"]);
        facts
            .Select(found => found.Host!.KernelVersion)
            .Distinct()
            .ShouldHaveSingleItem()
            .ShouldBe(File.ReadAllText("/proc/sys/kernel/osrelease").Trim());
        facts[0].Host!.Cpus.ShouldBe(File.ReadLines("/proc/cpuinfo").Count(line => line.StartsWith("processor", StringComparison.Ordinal)));
        job.Nodes.Select(node => node.Name).ShouldBe(["web-2"]);
        register.Read().Partitions.ShouldBe([new RegisteredPartition("job", ["web-2"])]);
        register.Read().Nodes.Select(node => node.Address).ShouldBe([SshLab.HostOf(1), SshLab.HostOf(2)]);
        cluster.Warnings.ShouldBeEmpty("nodes without an agent say nothing");
    }

    [MachineFact("ssh-machines")]
    public async Task An_unreachable_host_fails_provisioning_unless_allowed_and_is_then_reported_and_skipped()
    {
        HostFile file = HostFileTests.Parse(
            $$"""
            {"hosts": {"one": {"address": "{{SshLab.HostOf(1)}}"}, "dead": {"address": "{{SshLab.HostOf(
                2
            )}}", "shell_port": 2222}, "two": {"address": "{{SshLab.HostOf(3)}}"} } }
            """
        );
        SshOptions options = new() { Client = lab.Options, Folder = "/tmp/scalewright-dead" };

        ClusterException refused = await Should.ThrowAsync<ClusterException>(() => Cluster.FromFile(file, options).ProvisionAsync());
        await using Cluster cluster = await Cluster
            .FromFile(file, options with { AllowsUnreachableHosts = true })
            .WithOptions(settings => settings with { MaxReconcileIterations = 1 })
            .ProvisionAsync();
        ValueList<Resource> nodes = await cluster.Provider.ObserveAsync(cluster.Owner);
        ValueList<Problem> checks = await cluster.Provider.CheckAsync(cluster.Topology);

        refused
            .Problems.ShouldHaveSingleItem()
            .Message.ShouldBe($"root@{SshLab.HostOf(2)}:2222 refused the connection: no SSH server listens on this port");
        checks.ShouldHaveSingleItem().ShouldBe(refused.Problems[0] with { Severity = ProblemSeverity.Warning });
        nodes
            .OrderBy(node => node.Tag.Name, StringComparer.Ordinal)
            .Select(node => $"{node.Tag.Name} {node.Id}")
            .ShouldBe([$"one root@{SshLab.HostOf(1)}", $"two root@{SshLab.HostOf(3)}"]);
        cluster.LastReport!.Problems.ShouldContain(problem =>
            problem.Message.Contains(
                $"the host 'dead' is not free: root@{SshLab.HostOf(2)}:2222 cannot be used: root@{SshLab.HostOf(2)}:2222 refused the connection: no SSH server listens on this port",
                StringComparison.Ordinal
            )
        );
        await cluster.DestroyAsync();
    }
}
