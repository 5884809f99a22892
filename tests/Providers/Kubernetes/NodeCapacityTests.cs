using System.Text.RegularExpressions;

namespace Kubernetes.Tests;

public sealed class NodeCapacityTests : KubernetesNodeCapacity
{
    protected override async Task<IKubernetesServer> StartAsync(KubernetesServerOptions nodes) => await KubernetesServer.StartAsync(nodes);
}

/// <summary>Node capacity with taints, tolerations and pod requests.</summary>
public abstract partial class KubernetesNodeCapacity : IAsyncLifetime
{
    private static readonly NodeHardware Small = new() { Cpus = 1, MemoryMiB = 512 };
    private IKubernetesServer? _server;

    private IKubernetesServer Server => _server!;

    public async Task InitializeAsync() =>
        _server = await StartAsync(
            new KubernetesServerOptions
            {
                Nodes = 1,
                NodeCpus = 4,
                NodeMemoryGiB = 8,
                NodePods = 20,
            }
        );

    public async Task DisposeAsync() => await Server.DisposeAsync();

    protected abstract Task<IKubernetesServer> StartAsync(KubernetesServerOptions nodes);

    // Kubernetes documentation, "Taints and Tolerations".
    [ClusterTheory]
    [InlineData("NoSchedule", "gpu", null, "", 4)]
    [InlineData("NoExecute", "gpu", "a", "NoExecute", 4)]
    [InlineData("NoExecute", "", null, "", 4)]
    [InlineData("NoSchedule", "gpu", "b", "", 0)]
    [InlineData("NoSchedule", "gpu", null, "NoExecute", 0)]
    [InlineData("NoSchedule", "cpu", null, "", 0)]
    public async Task A_tainted_node_has_capacity_only_for_pods_that_tolerate_it(
        string effect,
        string key,
        string? value,
        string tolerated,
        int room
    )
    {
        await Server.ChangeAsync(
            "api/v1/nodes/n1",
            $$$"""{"spec": {"taints": [{"key": "gpu", "value": "a", "effect": "{{{effect}}}"}]}}"""
        );
        using KubernetesCluster cluster = Connect();

        KubernetesNode machine = (await cluster.ListNodesAsync()).Single();

        machine.Taints.ShouldBe([new KubernetesTaint("gpu", "a", effect)]);
        machine.GetCapacityFor(Small).ShouldBe(0);
        machine.GetCapacityFor(Small, [new KubernetesToleration(key) { Value = value, Effect = tolerated }]).ShouldBe(room);
    }

    [ClusterFact]
    public async Task A_PreferNoSchedule_taint_does_not_reduce_the_capacity_of_a_node()
    {
        await Server.ChangeAsync("api/v1/nodes/n1", """{"spec": {"taints": [{"key": "old", "effect": "PreferNoSchedule"}]}}""");
        using KubernetesCluster cluster = Connect();

        (await cluster.ListNodesAsync()).Single().GetCapacityFor(Small).ShouldBe(4);
    }

    [ClusterFact, Trait(Category.Name, Category.Campaign)]
    public async Task Pods_run_on_tainted_nodes_with_the_tolerations_of_the_provider()
    {
        await Server.ChangeAsync("api/v1/nodes/n1", """{"spec": {"taints": [{"key": "gpu", "value": "a", "effect": "NoSchedule"}]}}""");
        await using KubernetesProvider provider = new(
            TestCluster.OptionsFor(Server) with
            {
                Tolerations = [new KubernetesToleration("gpu") { Value = "a" }],
            }
        );

        Topology topology = Topology.Create("tolerant").AddProfile(Profile.Create("web").WithCount(1).Build()).Build();
        await using Cluster cluster = await Cluster.Create(topology).UseProvider(provider).ProvisionAsync();

        cluster.Nodes.Single().State.ShouldBe(NodeState.Ready);
    }

    // Computed by hand from the Kubernetes documentation, "Sidecar Containers" ("Resource sharing within containers")
    // and "Pod Overhead".
    [ClusterTheory]
    [InlineData(""" "containers": [C("a", "1"), C("b", "500m")] """, 1.5)]
    [InlineData(""" "initContainers": [C("a", "2"), C("b", "3")], "containers": [C("c", "1")] """, 3)]
    [InlineData(""" "initContainers": [C("a", "1")], "containers": [C("b", "1"), C("c", "1")] """, 2)]
    [InlineData(""" "initContainers": [S("a", "500m")], "containers": [C("b", "1")] """, 1.5)]
    [InlineData(""" "initContainers": [S("a", "500m"), C("b", "2")], "containers": [C("c", "1")] """, 2.5)]
    [InlineData(""" "initContainers": [C("a", "2"), S("b", "500m")], "containers": [C("c", "1")] """, 2)]
    [InlineData(""" "initContainers": [C("a", "2")], "containers": [C("b", "1")], "overhead": {"cpu": "250m"} """, 2.25)]
    public async Task A_pod_is_counted_with_its_peak_CPU_request(string spec, double cpus)
    {
        string text = Container()
            .Replace(spec, static match =>
            {
                string restart = match.Groups["form"].Value == "S" ? "\"restartPolicy\": \"Always\", " : "";
                return $$$"""{"name": {{{match.Groups["name"]}}}, "image": "i", {{{restart}}} "resources": {"requests": {"cpu": {{{match.Groups["cpu"]}}} } } }""";
            });
        await Server.CreateAsync(
            "api/v1/namespaces/default/pods",
            $$"""{"metadata": {"name": "p"}, "spec": {"nodeName": "n1", {{text}} } }"""
        );
        using KubernetesCluster cluster = Connect();

        (await cluster.ListNodesAsync()).Single().CpusRequested.ShouldBe((decimal)cpus);
    }

    [GeneratedRegex("""(?<form>[CS])\((?<name>"\w+"), (?<cpu>"\w+")\)""", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Container();

    private KubernetesCluster Connect() =>
        new(new KubernetesOptions(new KubernetesClientOptions(Server.Address) { Namespace = Server.Namespace }));
}
