using k8s.Models;
using Scalewright.Providers.Kubernetes.Client;
using Scalewright.Providers.Kubernetes.Wire;
using Scalewright.Decisions.Pools;

namespace Kubernetes.Tests;

/// <summary>KubernetesCluster: workloads, drains, node capacity, apply and quantities.</summary>
public sealed class CapacityTests : IAsyncLifetime
{
    private const string Web = """
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "web"}},
          "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "web", "image": "nginx", "resources": {"requests": {"cpu": "500m", "memory": "1Gi"}}}]}}}}
        """;

    private const string Budget = """
        {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "keep"}, "spec": {"minAvailable": 2, "selector": {"matchLabels": {"app": "web"}}}}
        """;

    private KubernetesServer? _server;
    private Kubectl? _kubectl;

    private Kubectl Cli => _kubectl!;

    public async Task InitializeAsync()
    {
        _server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Nodes = 2, NodeCpus = 4, NodeMemoryGiB = 8, NodePods = 20 });
    }

    public async Task DisposeAsync()
    {
        await (_kubectl?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server!.DisposeAsync();
    }

    [MachineTheory("kubectl"), KubectlData]
    public async Task A_deployment_is_resized_despite_a_conflicting_change(string version)
    {
        Use(version);
        using KubernetesCluster cluster = Connect();
        await cluster.ApplyAsync(Web);

        // While the rollout goes on, its controller writes the status, and a conflict with it would be one more attempt.
        await Cli.ExpectAsync("rollout", "status", "deployment/web", "--timeout=60s");
        IScaledPool web = cluster.GetWorkload(WorkloadKind.Deployment, "web");
        _server!.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "PUT") { Status = 409 });

        await web.ResizeAsync(5, CancellationToken.None);

        (await Cli.ExpectAsync("get", "deployment", "web", "-o", "jsonpath={.spec.replicas}")).ShouldBe("5");
        await Cli.ExpectAsync("rollout", "status", "deployment/web", "--timeout=60s");
        (await web.ObserveAsync(CancellationToken.None)).ShouldBe(new PoolObservation(5, 0));
        _server.Faults.Seen.Count(request => request.StartsWith("PUT ", StringComparison.Ordinal)).ShouldBe(2);
        await web.ResizeAsync(5, CancellationToken.None);
        _server.Faults.Seen.Count(request => request.StartsWith("PUT ", StringComparison.Ordinal)).ShouldBe(2, "what is so already is not written");
    }

    [Fact]
    public async Task A_missing_workload_is_reported()
    {
        using KubernetesCluster cluster = Connect();
        ProviderException refused = await Should.ThrowAsync<ProviderException>(() => cluster.GetWorkload(WorkloadKind.Deployment, "none").ResizeAsync(1, CancellationToken.None));

        refused.Message.ShouldContain("deployments.apps \"none\" not found");
        refused.IsTransient.ShouldBeFalse();
    }

    [MachineTheory("kubectl"), KubectlData]
    public async Task A_node_is_drained_as_far_as_disruption_budgets_allow(string version)
    {
        Use(version);
        using KubernetesCluster cluster = Connect();
        await cluster.ApplyAsync(Web);
        await Cli.ExpectAsync("rollout", "status", "deployment/web", "--timeout=60s");
        await cluster.ApplyAsync(Budget);
        string[] before = (await Cli.ExpectAsync("get", "pods", "--field-selector=spec.nodeName=n1", "-o", "jsonpath={.items[*].metadata.name}")).Split(' ');

        ProviderException held = await Should.ThrowAsync<ProviderException>(() => cluster.DrainAsync("n1", new DrainOptions { Timeout = TimeSpan.FromSeconds(6), EvictionRetryDelay = TimeSpan.FromMilliseconds(100) }));

        held.Problems.Select(problem => problem.Field).ShouldBe(before.Select(pod => $"default/{pod}"));
        held.Message.ShouldContain("Cannot evict pod as it would violate the pod's disruption budget.");
        (await Cli.ExpectAsync("get", "node", "n1", "-o", "jsonpath={.spec.unschedulable}")).ShouldBe("true");

        (await cluster.DeleteAsync(Budget)).ShouldBeTrue();
        (await cluster.DeleteAsync(Budget)).ShouldBeFalse();
        (await cluster.DrainAsync("n1")).ShouldBe(before.Select(pod => $"default/{pod}"));
        await Cli.ExpectAsync("rollout", "status", "deployment/web", "--timeout=60s");
        (await Cli.ExpectAsync("get", "pods", "-o", "jsonpath={.items[*].spec.nodeName}")).ShouldBe("n2 n2");

        await cluster.UncordonAsync("n1");
        (await cluster.ListNodesAsync()).Select(machine => machine.IsSchedulable).ShouldBe([true, true]);
    }

    [Fact]
    public async Task A_pod_without_a_controller_blocks_a_drain_unless_it_is_forced()
    {
        using KubernetesCluster cluster = Connect();
        await cluster.ApplyAsync("""{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "alone"}, "spec": {"nodeName": "n1", "containers": [{"name": "a", "image": "b"}]}}""");

        ProviderException refused = await Should.ThrowAsync<ProviderException>(() => cluster.DrainAsync("n1"));

        refused.Problems.Select(problem => problem.Field).ShouldBe(["default/alone"]);
        (await cluster.ListNodesAsync()).ShouldAllBe(machine => machine.IsSchedulable);
        (await cluster.DrainAsync("n1", new DrainOptions { Force = true })).ShouldBe(["default/alone"]);
    }

    [Fact]
    public async Task A_pod_with_emptyDir_data_blocks_a_drain_unless_its_deletion_is_allowed()
    {
        using KubernetesCluster cluster = Connect();
        await cluster.ApplyAsync("""{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "keeper"}, "spec": {"nodeName": "n1", "containers": [{"name": "a", "image": "b"}], "volumes": [{"name": "v", "emptyDir": {}}]}}""");
        await cluster.ApplyAsync("""{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "daemon", "ownerReferences": [{"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "d", "uid": "00000000-0000-4000-8000-000000000001", "controller": true}]}, "spec": {"nodeName": "n2", "containers": [{"name": "a", "image": "b"}], "volumes": [{"name": "v", "emptyDir": {}}]}}""");
        DrainOptions careful = new() { Force = true };

        ProviderException refused = await Should.ThrowAsync<ProviderException>(() => cluster.DrainAsync("n1", careful));

        refused.Problems.Single().Message.ShouldBe("the pod 'default/keeper' keeps data on the machine (emptyDir), which would be lost");
        (await cluster.ListNodesAsync()).ShouldAllBe(machine => machine.IsSchedulable);
        (await cluster.DrainAsync("n1", careful with { DeleteEmptyDirData = true })).ShouldBe(["default/keeper"]);
        (await cluster.DrainAsync("n2")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_eviction_that_conflicts_with_another_change_is_retried()
    {
        using KubernetesCluster cluster = Connect();
        await cluster.ApplyAsync("""{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "alone"}, "spec": {"nodeName": "n1", "containers": [{"name": "a", "image": "b"}]}}""");
        _server!.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "POST") { Status = 409, Body = """{"kind":"Status","reason":"Conflict","message":"the object has been modified","code":409}""" });

        ValueList<string> gone = await cluster.DrainAsync("n1", new DrainOptions { Force = true, EvictionRetryDelay = TimeSpan.FromMilliseconds(50), Timeout = TimeSpan.FromMinutes(1) });

        gone.ShouldBe(["default/alone"]);
        _server.Faults.Seen.Count(request => request.EndsWith("/eviction", StringComparison.Ordinal)).ShouldBe(2);
    }

    [MachineTheory("kubectl"), KubectlData]
    public async Task The_capacity_of_a_node_excludes_the_requests_of_its_pods(string version)
    {
        Use(version);
        using KubernetesCluster cluster = Connect();
        await Cli.ExpectAsync("label", "node", "n1", "pool=large");
        await Cli.ExpectAsync("cordon", "n2");
        await cluster.ApplyAsync(Web);
        await Cli.ExpectAsync("rollout", "status", "deployment/web", "--timeout=60s");

        ValueList<KubernetesNode> large = await cluster.ListNodesAsync("pool=large");
        ValueList<KubernetesNode> all = await cluster.ListNodesAsync();

        // Two pods each request half of one CPU and 1 GiB of 4 CPUs and 8 GiB.
        KubernetesNode machine = large.ShouldHaveSingleItem();
        (machine.Name, machine.Cpus, machine.CpusRequested, machine.MemoryMiB, machine.MemoryRequestedMiB, machine.PodCount).ShouldBe(("n1", 4m, 1m, 8192m, 2048m, 2));
        machine.GetCapacityFor(new NodeHardware { Cpus = 1, MemoryMiB = 512 }).ShouldBe(3);
        machine.GetCapacityFor(new NodeHardware { Cpus = 1, MemoryMiB = 4096 }).ShouldBe(1);
        all.Select(one => (one.Name, one.IsSchedulable)).ShouldBe([("n1", true), ("n2", false)]);
        all[1].GetCapacityFor(new NodeHardware()).ShouldBe(0);
    }

    [MachineTheory("kubectl"), KubectlData]
    public async Task Fields_owned_by_another_manager_are_reported_and_overwritten_only_on_request(string version)
    {
        Use(version);
        using KubernetesCluster cluster = Connect();
        await cluster.ApplyAsync(Web);
        await Cli.ExpectAsync("scale", "deployment/web", "--replicas=5");

        ProviderException conflict = await Should.ThrowAsync<ProviderException>(() => cluster.ApplyAsync(Web));
        string size = await Cli.ExpectAsync("get", "deployment", "web", "-o", "jsonpath={.spec.replicas}");
        await cluster.ApplyAsync(Web, takesOver: true);

        conflict.Message.ShouldContain(".spec.replicas");
        size.ShouldBe("5");
        (await Cli.ExpectAsync("get", "deployment", "web", "-o", "jsonpath={.spec.replicas}")).ShouldBe("2");
        (await Cli.ExpectAsync("get", "--raw", "/apis/apps/v1/namespaces/default/deployments/web")).ShouldContain("\"manager\":\"scalewright\"");
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("""{"apiVersion": "v1", "kind": "Pod"}""")]
    public async Task An_invalid_object_is_rejected_before_any_request_is_sent(string text)
    {
        using KubernetesCluster cluster = Connect();
        await Should.ThrowAsync<FormatException>(() => cluster.ApplyAsync(text));

        _server!.Faults.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_kind_unknown_to_the_cluster_is_reported()
    {
        using KubernetesCluster cluster = Connect();

        (await Should.ThrowAsync<ProviderException>(() => cluster.ApplyAsync("""{"apiVersion": "v1", "kind": "Unicorn", "metadata": {"name": "u"}}"""))).Message.ShouldContain("knows no kind 'Unicorn' in v1");
    }

    // Kubernetes documentation, "Resource Management for Pods and Containers": the first five are examples of memory,
    // the next two of CPU. Source of the other suffixes: the definition of Quantity.
    [Theory]
    [InlineData("128974848", 128974848)]
    [InlineData("129e6", 129000000)]
    [InlineData("129M", 129000000)]
    [InlineData("128974848000m", 128974848)]
    [InlineData("123Mi", 128974848)]
    [InlineData("0.1", 0.1)]
    [InlineData("100m", 0.1)]
    [InlineData("1E", 1e18)]
    [InlineData("1E3", 1000)]
    [InlineData("-1Ki", -1024)]
    [InlineData("5n", 5e-9)]
    public void A_quantity_is_parsed_as_Kubernetes_defines_it(string text, double amount) => ReadQuantity(text).ToDecimal().ShouldBe((decimal)amount);

    [Theory, InlineData(""), InlineData("Mi"), InlineData("1KiB"), InlineData("1 Mi"), InlineData("1,5"), InlineData("0x10")]
    public void An_invalid_quantity_is_not_parsed(string text) => Should.Throw<JsonException>(() => ReadQuantity(text));

    [Fact]
    public void A_quantity_above_the_range_of_decimal_is_reported()
    {
        Dictionary<string, ResourceQuantity> amounts = new() { ["cpu"] = ReadQuantity("99999999999999999999999999999E") };

        Should.Throw<ApiException>(() => PodRequests.Amount(amounts, "cpu")).IsNonsense.ShouldBeTrue();
    }

    private static ResourceQuantity ReadQuantity(string text) => JsonSerializer.Deserialize($"\"{text}\"", KubernetesJson.GetType<ResourceQuantity>())!;

    private void Use(string version) => _kubectl = Kubectl.For(version, _server!.Address);

    private KubernetesCluster Connect() => new(new KubernetesOptions(new KubernetesClientOptions(_server!.Address)) { PageSize = 1 });
}
