using Scalewright.Clusters.Registry;
using Scalewright.Clusters.Selection;
using Scalewright.Journals;
using TemporaryFolder = global::Tests.Shared.TemporaryFolder;

namespace Ssh.Tests;

public sealed class MachineSelectionTests
{
    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Machines_that_share_an_address_are_registered_with_their_ports()
    {
        using TemporaryFolder folder = new();
        NodeRegistry register = new(folder.At("register"), LocalFileSystem.Create(), TimeProvider.System);
        HostFile file = HostFileTests.Parse(
            """
            {"hosts": {
              "usual": {"address": "192.0.2.7", "username": "me"}, "forwarded": {"address": "192.0.2.7", "shell_port": 2222}, "long": {"address": "2001:db8::7", "shell_port": 2222},
              "said": {"address": "192.0.2.8", "shell_port": 22}
            } }
            """
        );

        await using Cluster cluster = await Cluster.FromFile(file, OptionsOf(folder)).WithNodeRegistry(register).ProvisionAsync();

        register
            .Read()
            .Nodes.OrderBy(node => node.Name, StringComparer.Ordinal)
            .Select(node => $"{node.Name} {node.Address}")
            .ShouldBe(["forwarded 192.0.2.7:2222", "long [2001:db8::7]:2222", "said 192.0.2.8", "usual 192.0.2.7"]);
        register.Read().IdleNodes.Count().ShouldBe(4);
    }

    [Fact]
    public async Task A_cluster_without_any_reachable_machine_is_rejected_even_if_machines_may_be_skipped()
    {
        using TemporaryFolder folder = new();
        HostFile file = HostFileTests.Parse("""{"hosts": {"one": {"address": "192.0.2.1"}, "two": {"address": "192.0.2.2"} } }""");

        ClusterException refused = await Should.ThrowAsync<ClusterException>(() =>
            Cluster.FromFile(file, OptionsOf(folder, "192.0.2.1", "192.0.2.2") with { AllowsUnreachableHosts = true }).ProvisionAsync()
        );

        refused.Problems.Select(problem => problem.Message).ShouldBe(["192.0.2.1: No route to host", "192.0.2.2: No route to host"]);
    }

    [Fact]
    public async Task A_skipped_machine_is_neither_registered_nor_selected_by_facts_of_its_topology()
    {
        using TemporaryFolder folder = new();
        NodeRegistry register = new(folder.At("register"), LocalFileSystem.Create(), TimeProvider.System);
        HostFile file = HostFileTests.Parse("""{"hosts": {"dead": {"address": "192.0.2.1"}, "live": {"address": "192.0.2.2"} } }""");
        await using Cluster cluster = await Cluster
            .FromFile(file, OptionsOf(folder, "192.0.2.1") with { AllowsUnreachableHosts = true })
            .WithNodeRegistry(register)
            .WithOptions(settings => settings with { MaxReconcileIterations = 1 })
            .ProvisionAsync();
        NodeSelector any = NodeSelector.Where("cpus", FactOperator.GreaterThanOrEqual, FactValue.From(1));

        NodeSet chosen = await cluster.Nodes.SelectAsync(any);
        ClusterException refused = await Should.ThrowAsync<ClusterException>(() =>
            cluster.Nodes.SelectAsync(NodeSelector.Where("group", FactOperator.Exists, FactValue.Null), 2)
        );
        ValueList<NodeFacts> facts = await cluster.Nodes.ReadFactsAsync();

        chosen.Select(node => node.Name).ShouldBe(["live"]);
        refused.Problems[0].Message.ShouldBe("2 nodes requested; of 2 nodes 1 fit (dead: it is Missing)");
        facts[0].Facts.Keys.ShouldBe(["group", "image", "name"]);
        register.Read().Nodes.ShouldBe([new RegisteredNode("live", "192.0.2.2")]);
        cluster.Nodes.Where(node => node.State == NodeState.Ready).Select(node => node.Name).ShouldBe(["live"]);
    }

    private static SshOptions OptionsOf(TemporaryFolder folder, params string[] dead) =>
        new() { Transport = new FolderTransport(folder.At("machines"), dead), Folder = "scalewright" };
}
