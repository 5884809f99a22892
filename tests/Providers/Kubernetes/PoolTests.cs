using Scalewright.Decisions;
using Scalewright.Decisions.Policies;

namespace Kubernetes.Tests;

public sealed class PoolTests : KubernetesPools
{
    protected override async Task<IKubernetesServer> StartAsync(KubernetesServerOptions nodes) => await TestCluster.StartAsync(nodes);
}

/// <summary>Scaling limited by the capacity of node pools.</summary>
public abstract class KubernetesPools : IAsyncLifetime
{
    private const string Nodes = "api/v1/nodes";
    private const int MaxCycles = 2000;
    private const string Web = """
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "web"}},
          "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"nodeSelector": {"pool": "large"}, "containers": [{"name": "web", "image": "nginx", "resources": {"requests": {"cpu": "2", "memory": "1Gi"}}}]}}}}
        """;

    private IKubernetesServer? _server;

    private IKubernetesServer Server => _server!;

    public async Task InitializeAsync() => _server = await StartAsync(new KubernetesServerOptions { Nodes = 0 });

    public async Task DisposeAsync() => await Server.DisposeAsync();

    protected abstract Task<IKubernetesServer> StartAsync(KubernetesServerOptions nodes);

    [ClusterFact]
    public async Task A_workload_scales_with_the_capacity_of_its_node_pool()
    {
        await Server.CreateAsync(Nodes, RawApi.NodeOf("small-1", "\"pool\": \"small\""));
        await Server.CreateAsync(Nodes, RawApi.NodeOf("large-1", "\"pool\": \"large\""));
        using KubernetesCluster cluster = new(
            new KubernetesOptions(new KubernetesClientOptions(Server.Address) { Namespace = Server.Namespace })
        );
        await Server.CreateAsync("apis/apps/v1/namespaces/default/deployments", Web);
        DecisionEngine engine = Engine("web", 5, builder => builder);
        await using IAsyncEnumerator<EngineCycle> cycles = engine
            .RunAsync(cluster.GetWorkload(WorkloadKind.Deployment, "web", "pool=large"))
            .GetAsyncEnumerator();

        // A node has capacity for two pods of two CPUs.
        EngineCycle first = await UntilAsync(cycles, cycle => cycle is { ReadyCount: 2, InFlightCount: 0 });
        await Server.CreateAsync(Nodes, RawApi.NodeOf("large-2", "\"pool\": \"large\""));
        EngineCycle more = await UntilAsync(cycles, cycle => cycle is { ReadyCount: 4, InFlightCount: 0 });
        await Server.ChangeAsync($"{Nodes}/large-2", """{"spec": {"unschedulable": true}}""");
        EngineCycle kept = await UntilAsync(cycles, _ => true);
        await Server.CreateAsync(Nodes, RawApi.NodeOf("large-3", "\"pool\": \"large\""));
        EngineCycle all = await UntilAsync(cycles, cycle => cycle is { ReadyCount: 5, InFlightCount: 0 });
        await Server.ChangeAsync($"{Nodes}/large-2", """{"status": {"conditions": [{"type": "Ready", "status": "False"}]}}""", "status");
        EngineCycle fewer = await UntilAsync(cycles, cycle => cycle.Decision.To < 5);

        (first.Decision.To, first.Decision.Cause, first.Decision.UncorrectedSize).ShouldBe((2, DecisionCause.InsufficientCapacity, 5));
        (more.Decision.To, more.Decision.Cause).ShouldBe((4, DecisionCause.InsufficientCapacity));
        kept.Decision.To.ShouldBe(4, "what runs on a machine that takes no more pods goes on");
        (all.Decision.To, all.Decision.Cause).ShouldBe((5, DecisionCause.None));
        (fewer.Decision.To, fewer.Decision.Cause).ShouldBe((4, DecisionCause.InsufficientCapacity));
    }

    [ClusterFact]
    public async Task Nodes_of_a_cluster_are_placed_in_the_pools_that_have_capacity()
    {
        await Server.CreateAsync(Nodes, RawApi.NodeOf("large-1", "\"pool\": \"large\""));
        await Server.CreateAsync(Nodes, RawApi.NodeOf("spare-1", "\"pool\": \"spare\""));
        KubernetesOptions options = TestCluster.OptionsFor(Server) with { CloudLabel = "pool" };
        using KubernetesCluster room = new(options);
        await using KubernetesProvider provider = new(options);
        await using Cluster cluster = await Cluster.Create(Topology.Create("pools").Build()).UseProvider(provider).ProvisionAsync();
        DecisionEngine engine = Engine("web", 7, builder =>
            builder
                .UseLaunchConfiguration(new LaunchConfiguration("web") { Image = "node" })
                .AddCloud("large")
                .AddCloud("spare", maxNodes: 1)
                .UseCloudCapacity(room.GetNodePools(new NodeHardware(), "pool"))
        );
        await using IAsyncEnumerator<EngineCycle> cycles = engine.RunAsync(cluster).GetAsyncEnumerator();

        EngineCycle first = await UntilAsync(cycles, cycle => cycle is { ReadyCount: 5, InFlightCount: 0 });
        await Server.CreateAsync(Nodes, RawApi.NodeOf("large-2", "\"pool\": \"large\""));
        EngineCycle more = await UntilAsync(cycles, cycle => cycle is { ReadyCount: 7, InFlightCount: 0 });

        (first.NodesPerCloud, first.Placement.Cause).ShouldBe(([4, 1], DecisionCause.InsufficientCapacity));
        (more.NodesPerCloud, more.Placement.Cause).ShouldBe(([6, 1], DecisionCause.None));
        (await provider.ObserveAsync(cluster.Owner))
            .CountBy(node => node.Cloud)
            .Order(Comparer<KeyValuePair<string, int>>.Create((one, other) => string.CompareOrdinal(one.Key, other.Key)))
            .ShouldBe([KeyValuePair.Create("large", 6), KeyValuePair.Create("spare", 1)]);
        await cluster.DestroyAsync();
    }

    private static DecisionEngine Engine(string domain, int size, Func<DecisionEngineBuilder, DecisionEngineBuilder> more) =>
        more(DecisionEngine.Create(domain).UseSizing(new FixedSizing { Size = size }).WithCycleInterval(TimeSpan.FromMilliseconds(50)))
            .Build();

    private static async Task<EngineCycle> UntilAsync(IAsyncEnumerator<EngineCycle> cycles, Func<EngineCycle, bool> isSeen)
    {
        for (int number = 0; number < MaxCycles; number++)
        {
            (await cycles.MoveNextAsync()).ShouldBeTrue();
            cycles.Current.Problems.ShouldBeEmpty();
            if (isSeen(cycles.Current))
            {
                return cycles.Current;
            }
        }

        throw new Xunit.Sdk.XunitException($"after {MaxCycles} cycles, the last is {cycles.Current}");
    }
}

internal static class RawApi
{
    public static Task CreateAsync(this IKubernetesServer server, string path, string body) =>
        SendAsync(server, HttpMethod.Post, path, body, "application/json");

    public static Task ChangeAsync(this IKubernetesServer server, string path, string body, string subresource = "") =>
        SendAsync(server, HttpMethod.Patch, subresource.Length > 0 ? $"{path}/{subresource}" : path, body, "application/merge-patch+json");

    public static Task RemoveAsync(this IKubernetesServer server, string path) =>
        SendAsync(server, HttpMethod.Delete, path, "{}", "application/json");

    public static string NodeOf(string name, string labels = "") =>
        $$$"""
            {"metadata": {"name": "{{{name}}}", "labels": { {{{labels}}} } }, "spec": {}, "status": {"allocatable": {"cpu": "4", "memory": "8Gi", "pods": "20"}, "conditions": [{"type": "Ready", "status": "True"}]}}
            """;

    private static async Task SendAsync(IKubernetesServer server, HttpMethod method, string path, string body, string mediaType)
    {
        using HttpClient http = new();
        using StringContent content = new(body, null, mediaType);
        using HttpRequestMessage request = new(method, new Uri(server.Address, path)) { Content = content };
        using HttpResponseMessage answer = await http.SendAsync(request);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }
}
