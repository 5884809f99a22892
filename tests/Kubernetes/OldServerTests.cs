namespace Kubernetes.Tests;

/// <summary>
/// Apply on old servers. Before Kubernetes 1.22, managedFields do not record a change by the subresource <c>scale</c>
/// (observed with 1.20.2).
/// </summary>
public sealed class OldServerTests
{
    private static string Web(int replicas) => $$$$$"""
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": {{{{{replicas}}}}}, "selector": {"matchLabels": {"app": "web"}},
          "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "web", "image": "nginx"}]}}}}
        """;

    [Theory]
    [InlineData(20, "and Kubernetes 1.20 does not report who set it")]
    [InlineData(21, "and Kubernetes 1.21 does not report who set it")]
    [InlineData(22, "conflict")]
    [InlineData(32, "conflict")]
    public async Task A_replica_count_set_by_another_manager_is_reported_and_not_overwritten(int minor, string told)
    {
        await using KubernetesServer server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Minor = minor });
        using KubernetesCluster cluster = new(new KubernetesOptions(new KubernetesClientOptions(server.Address)));
        await cluster.ApplyAsync(Web(2));
        await server.ChangeAsync("apis/apps/v1/namespaces/default/deployments/web", """{"spec": {"replicas": 5}}""", "scale");

        ProviderException refused = await Should.ThrowAsync<ProviderException>(() => cluster.ApplyAsync(Web(2)));

        refused.Message.ShouldContain(".spec.replicas");
        refused.Message.ShouldContain(told);
        refused.IsTransient.ShouldBeFalse();
        (await SizeAsync(cluster)).ShouldBe(5);
        await cluster.ApplyAsync(Web(5));
        await cluster.ApplyAsync(Web(3), takesOver: true);
        (await SizeAsync(cluster)).ShouldBe(3);
    }

    [Fact]
    public async Task An_object_without_a_replica_count_is_applied_without_a_version_request()
    {
        await using KubernetesServer server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Minor = 20 });
        using KubernetesCluster cluster = new(new KubernetesOptions(new KubernetesClientOptions(server.Address)));

        await cluster.ApplyAsync("""{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "a", "image": "b"}]}}""");

        server.Faults.Seen.ShouldNotContain("GET /version");
    }

    // The server has the group of the first version. For the second, it has no group and responds in plain text.
    [Theory]
    [InlineData("policy/v9", "PodDisruptionBudget")]
    [InlineData("farm.example/v1", "Unicorn")]
    [InlineData("v2", "Pod")]
    public async Task An_object_of_an_unknown_version_is_reported(string version, string kind)
    {
        await using KubernetesServer server = await KubernetesServer.StartAsync();
        using KubernetesCluster cluster = new(new KubernetesOptions(new KubernetesClientOptions(server.Address)));
        string text = $$$"""{"apiVersion": "{{{version}}}", "kind": "{{{kind}}}", "metadata": {"name": "x"}}""";

        (await Should.ThrowAsync<ProviderException>(() => cluster.ApplyAsync(text))).Message.ShouldContain($"the cluster knows no kind '{kind}' in {version}");
        (await Should.ThrowAsync<ProviderException>(() => cluster.DeleteAsync(text))).Message.ShouldContain($"the cluster knows no kind '{kind}' in {version}");
    }

    private static async Task<int> SizeAsync(KubernetesCluster cluster) =>
        (await cluster.GetWorkload(WorkloadKind.Deployment, "web").ObserveAsync(CancellationToken.None)).Size;
}
