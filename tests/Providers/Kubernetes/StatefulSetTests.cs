using Scalewright.Decisions.Pools;

namespace Kubernetes.Tests;

/// <summary>
/// Stateful sets. Kubernetes documentation, "StatefulSets": pods are created in ascending order and deleted in
/// descending order.
/// </summary>
public sealed class StatefulSetTests : IAsyncLifetime
{
    private const string Path = "/apis/apps/v1/namespaces/default/statefulsets/store";

    private const string Store = """
        {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "store"}, "spec": {"replicas": 2, "serviceName": "store", "selector": {"matchLabels": {"app": "store"}},
          "template": {"metadata": {"labels": {"app": "store"}}, "spec": {"terminationGracePeriodSeconds": 0, "containers": [{"name": "store", "image": "db", "resources": {"requests": {"cpu": "250m", "memory": "512Mi"}}}]}}}}
        """;

    private KubernetesServer? _server;
    private Kubectl? _kubectl;

    private Kubectl Cli => _kubectl!;

    public async Task InitializeAsync()
    {
        _server = await KubernetesServer.StartAsync(
            new KubernetesServerOptions
            {
                Nodes = 2,
                NodeCpus = 4,
                NodeMemoryGiB = 8,
            }
        );
    }

    public async Task DisposeAsync()
    {
        await (_kubectl?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server!.DisposeAsync();
    }

    [MachineTheory("kubectl"), KubectlData]
    public async Task Kubectl_applies_scales_updates_and_deletes_a_stateful_set(string version)
    {
        Use(version);
        (await Cli.ExpectAsync("apply", "-f", Cli.Write("store.json", Store))).ShouldBe("statefulset.apps/store created\n");
        await SettleAsync();

        (await Cli.ExpectAsync("scale", "statefulset/store", "--replicas=3")).ShouldBe("statefulset.apps/store scaled\n");
        await SettleAsync();
        string grown = await NamesAsync();
        string[] row = (await Cli.ExpectAsync("get", "statefulsets", "--no-headers")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await Cli.ExpectAsync("set", "image", "statefulset/store", "store=db:2");
        await SettleAsync();
        string images = await Cli.ExpectAsync("get", "pods", "-o", "jsonpath={.items[*].spec.containers[0].image}");
        await Cli.ExpectAsync("scale", "sts/store", "--replicas=1");
        while (await NamesAsync() is not "store-0")
        {
            // Pods with the highest ordinals are deleted as soon as they have stopped.
        }

        (grown, row[0], row[1], images).ShouldBe(("store-0 store-1 store-2", "store", "3/3", "db:2 db:2 db:2"));
        await Cli.ExpectAsync("delete", "statefulset", "store");
        while (await NamesAsync() is { Length: > 0 })
        {
            // Its pods are deleted after it.
        }
    }

    [MachineTheory("kubectl"), KubectlData]
    public async Task Kubectl_top_shows_the_resource_usage_of_pods_and_nodes(string version)
    {
        Use(version);
        await Cli.ExpectAsync("apply", "-f", Cli.Write("store.json", Store));
        await SettleAsync();

        string[][] pods = Rows(await Cli.ExpectAsync("top", "pods", "--no-headers"));
        string[][] nodes = Rows(await Cli.ExpectAsync("top", "nodes", "--no-headers"));

        pods.ShouldBe([
            ["store-0", "250m", "512Mi"],
            ["store-1", "250m", "512Mi"],
        ]);
        nodes.Select(row => row[0]).ShouldBe(["n1", "n2"]);
        nodes.Sum(row => int.Parse(row[1].TrimEnd('m'), System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(500);
    }

    [MachineTheory("kubectl"), KubectlData]
    public async Task The_provider_resizes_a_stateful_set(string version)
    {
        Use(version);
        using KubernetesCluster cluster = new(new KubernetesOptions(new KubernetesClientOptions(_server!.Address)));
        await _server.CreateAsync("apis/apps/v1/namespaces/default/statefulsets", Store);
        IScaledPool pool = cluster.GetWorkload(WorkloadKind.StatefulSet, "store");

        await pool.ResizeAsync(4, CancellationToken.None);
        await SettleAsync();

        (await pool.ObserveAsync(CancellationToken.None)).ShouldBe(new PoolObservation(4, 0));
        (await NamesAsync()).ShouldBe("store-0 store-1 store-2 store-3");
    }

    [Fact]
    public async Task A_scale_update_with_an_outdated_version_is_rejected_and_a_patch_is_accepted()
    {
        using HttpClient http = new() { BaseAddress = _server!.Address };
        await _server.CreateAsync("/apis/apps/v1/namespaces/default/statefulsets", Store);
        JsonNode scale = JsonNode.Parse(await http.GetStringAsync(new Uri($"{Path}/scale", UriKind.Relative)))!;
        await _server.ChangeAsync(Path, """{"spec":{"replicas":3}}""", "scale");
        scale["spec"]!["replicas"] = 7;

        using StringContent body = new(scale.ToJsonString(), Encoding.UTF8, "application/json");
        using HttpResponseMessage refused = await http.PutAsync(new Uri($"{Path}/scale", UriKind.Relative), body);

        JsonNode told = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
        JsonNode now = JsonNode.Parse(await http.GetStringAsync(new Uri($"{Path}/scale", UriKind.Relative)))!;
        (
            refused.StatusCode,
            told["reason"]!.ToString(),
            now["kind"]!.ToString(),
            now["spec"]!["replicas"]!.ToString(),
            now["status"]!["selector"]!.ToString()
        ).ShouldBe((HttpStatusCode.Conflict, "Conflict", "Scale", "3", "app=store"));
    }

    private static string[][] Rows(string table) =>
        [
            .. table
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        ];

    private Task<string> SettleAsync() => Cli.ExpectAsync("rollout", "status", "statefulset/store", "--timeout=100s");

    private Task<string> NamesAsync() => Cli.ExpectAsync("get", "pods", "-o", "jsonpath={.items[*].metadata.name}");

    private void Use(string version) => _kubectl = Kubectl.For(version, _server!.Address);
}
