using k8s.Models;
using Scalewright.Decisions.Pools;
using Scalewright.Providers.Kubernetes.Client;
using Scalewright.Providers.Kubernetes.Wire;

namespace Kubernetes.Tests;

/// <summary>KubernetesCluster: workloads, node capacity and quantities.</summary>
public sealed class CapacityTests : KubernetesCapacity
{
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
    public void A_quantity_is_parsed_as_Kubernetes_defines_it(string text, double amount) =>
        ReadQuantity(text).ToDecimal().ShouldBe((decimal)amount);

    [Theory, InlineData(""), InlineData("Mi"), InlineData("1KiB"), InlineData("1 Mi"), InlineData("1,5"), InlineData("0x10")]
    public void An_invalid_quantity_is_not_parsed(string text) => Should.Throw<JsonException>(() => ReadQuantity(text));

    [Fact]
    public void A_quantity_above_the_range_of_decimal_is_reported()
    {
        Dictionary<string, ResourceQuantity> amounts = new() { ["cpu"] = ReadQuantity("99999999999999999999999999999E") };

        Should.Throw<ApiException>(() => PodRequests.Amount(amounts, "cpu")).IsNonsense.ShouldBeTrue();
    }

    protected override async Task<IKubernetesServer> StartAsync(KubernetesServerOptions nodes) => await KubernetesServer.StartAsync(nodes);

    private static ResourceQuantity ReadQuantity(string text) =>
        JsonSerializer.Deserialize($"\"{text}\"", KubernetesJson.GetType<ResourceQuantity>())!;
}

/// <summary>KubernetesCluster: workloads and node capacity.</summary>
public abstract class KubernetesCapacity : IAsyncLifetime
{
    private const string Web = """
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "web"}},
          "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "web", "image": "nginx", "resources": {"requests": {"cpu": "500m", "memory": "1Gi"}}}]}}}}
        """;

    private IKubernetesServer? _server;
    private Kubectl? _kubectl;

    private Kubectl Cli => _kubectl!;

    public async Task InitializeAsync()
    {
        _server = await StartAsync(
            new KubernetesServerOptions
            {
                Nodes = 2,
                NodeCpus = 4,
                NodeMemoryGiB = 8,
                NodePods = 20,
            }
        );
    }

    protected abstract Task<IKubernetesServer> StartAsync(KubernetesServerOptions nodes);

    public async Task DisposeAsync()
    {
        await (_kubectl?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server!.DisposeAsync();
    }

    [ClusterTheory("kubectl"), Trait(Category.Name, Category.Machine), KubectlData]
    public async Task A_deployment_is_resized_despite_a_conflicting_change(string version)
    {
        Use(version);
        using KubernetesCluster cluster = Connect();
        await _server!.CreateAsync("apis/apps/v1/namespaces/default/deployments", Web);

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
        _server
            .Faults.Seen.Count(request => request.StartsWith("PUT ", StringComparison.Ordinal))
            .ShouldBe(2, "what is so already is not written");
    }

    [ClusterFact]
    public async Task A_missing_workload_is_reported()
    {
        using KubernetesCluster cluster = Connect();
        ProviderException refused = await Should.ThrowAsync<ProviderException>(() =>
            cluster.GetWorkload(WorkloadKind.Deployment, "none").ResizeAsync(1, CancellationToken.None)
        );

        refused.Message.ShouldContain("deployments.apps \"none\" not found");
        refused.IsTransient.ShouldBeFalse();
    }

    [ClusterTheory("kubectl"), Trait(Category.Name, Category.Machine), KubectlData]
    public async Task The_capacity_of_a_node_excludes_the_requests_of_its_pods(string version)
    {
        Use(version);
        using KubernetesCluster cluster = Connect();
        await Cli.ExpectAsync("label", "node", "n1", "pool=large");
        await Cli.ExpectAsync("cordon", "n2");
        await _server!.CreateAsync("apis/apps/v1/namespaces/default/deployments", Web);
        await Cli.ExpectAsync("rollout", "status", "deployment/web", "--timeout=60s");

        ValueList<KubernetesNode> large = await cluster.ListNodesAsync("pool=large");
        ValueList<KubernetesNode> all = await cluster.ListNodesAsync();

        // Two pods each request half of one CPU and 1 GiB of 4 CPUs and 8 GiB.
        KubernetesNode machine = large.ShouldHaveSingleItem();
        (machine.Name, machine.Cpus, machine.CpusRequested, machine.MemoryMiB, machine.MemoryRequestedMiB, machine.PodCount).ShouldBe(
            ("n1", 4m, 1m, 8192m, 2048m, 2)
        );
        machine.GetCapacityFor(new NodeHardware { Cpus = 1, MemoryMiB = 512 }).ShouldBe(3);
        machine.GetCapacityFor(new NodeHardware { Cpus = 1, MemoryMiB = 4096 }).ShouldBe(1);
        all.Select(one => (one.Name, one.IsSchedulable)).ShouldBe([("n1", true), ("n2", false)]);
        all[1].GetCapacityFor(new NodeHardware()).ShouldBe(0);
    }

    private void Use(string version) => _kubectl = Kubectl.For(version, _server!.Address);

    private KubernetesCluster Connect() =>
        new(new KubernetesOptions(new KubernetesClientOptions(_server!.Address) { Namespace = _server.Namespace }) { PageSize = 1 });
}
