namespace Kubernetes.Tests;

/// <summary>Drains that fail.</summary>
public sealed class DrainTests : IAsyncLifetime
{
    private const string Refused = """{"kind":"Status","status":"Failure","reason":"Forbidden","message":"no","code":403}""";
    private KubernetesServer? _server;

    private KubernetesServer Server => _server!;

    public async Task InitializeAsync() => _server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Nodes = 1 });

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_failed_pod_listing_during_a_drain_restores_the_schedulability_of_the_node(bool tookPods)
    {
        using KubernetesCluster cluster = Connect();
        await Server.ChangeAsync("api/v1/nodes/n1", $$"""{"spec": {"unschedulable": {{(tookPods ? "null" : "true")}} } }""");
        Server.Faults.Add(new Fault(FaultKind.Answer, request => IsPodList(request) && Cordons() > (tookPods ? 0 : 1)) { Status = 403, Body = Refused });

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => cluster.DrainAsync("n1"));

        failure.Problems.Single().Message.ShouldBe("no");
        (await cluster.ListNodesAsync()).Single().IsSchedulable.ShouldBe(tookPods);
    }

    [Fact]
    public async Task A_drain_fails_and_uncordons_the_node_if_a_new_pod_would_be_lost()
    {
        using KubernetesCluster cluster = Connect();
        bool isMade = false;
        Server.Faults.BeforeReply = async request =>
        {
            if (request.Method == "PATCH" && !isMade)
            {
                isMade = true;
                await Server.CreateAsync("api/v1/namespaces/default/pods", """{"metadata": {"name": "late"}, "spec": {"nodeName": "n1", "containers": [{"name": "a", "image": "b"}]}}""");
            }
        };

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => cluster.DrainAsync("n1"));

        failure.Problems.Single().Message.ShouldBe("the pod 'default/late' has no controller that recreates it elsewhere");
        (await cluster.ListNodesAsync()).Single().IsSchedulable.ShouldBeTrue();
    }

    [Fact]
    public async Task A_node_that_cannot_be_uncordoned_is_reported_with_advice()
    {
        using KubernetesCluster cluster = Connect();
        Server.Faults.Add(new Fault(FaultKind.Answer, request => (IsPodList(request) && Cordons() > 0) || (request.Method == "PATCH" && Cordons() > 1)) { Status = 403, Body = Refused, Times = 2 });

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => cluster.DrainAsync("n1"));

        failure.Problems.Select(problem => problem.ToString()).ShouldContain(problem => problem.EndsWith("'n1' takes no new pods; drain it again, or let it take pods again by KubernetesCluster.UncordonAsync", StringComparison.Ordinal));
        failure.Problems[0].Message.ShouldBe("no");
        (await cluster.ListNodesAsync()).Single().IsSchedulable.ShouldBeFalse();
    }

    [Fact]
    public async Task A_denied_eviction_is_reported_and_the_node_stays_cordoned()
    {
        using KubernetesCluster cluster = Connect();
        await Server.CreateAsync("api/v1/namespaces/default/pods", """{"metadata": {"name": "alone"}, "spec": {"nodeName": "n1", "containers": [{"name": "a", "image": "b"}]}}""");
        Server.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "POST") { Status = 403, Body = Refused });

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => cluster.DrainAsync("n1", new DrainOptions { Force = true }));

        failure.Problems.Select(problem => problem.Message).ShouldBe(["no", "'n1' takes no new pods"]);
        (await cluster.ListNodesAsync()).Single().IsSchedulable.ShouldBeFalse();
    }

    private static bool IsPodList(HttpRequest request) => request.Path == "/api/v1/pods";

    private int Cordons() => Server.Faults.Seen.Count(request => request.StartsWith("PATCH /api/v1/nodes/n1", StringComparison.Ordinal));

    private KubernetesCluster Connect() => new(new KubernetesOptions(new KubernetesClientOptions(Server.Address)));
}
