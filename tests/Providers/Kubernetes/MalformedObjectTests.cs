namespace Kubernetes.Tests;

/// <summary>Objects of the API server that cannot be read.</summary>
public sealed class MalformedObjectTests : IAsyncLifetime
{
    private KubernetesServer? _server;

    private KubernetesServer Server => _server!;

    public async Task InitializeAsync() => _server = await KubernetesServer.StartAsync();

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    public static TheoryData<string, string> Broken { get; } =
        new()
        {
            {
                """{"metadata": {"name": "a", "namespace": "x", "uid": "1", "creationTimestamp": "yesterday"}}""",
                "Pod 'x/a': metadata.creationTimestamp cannot be read, it is \"yesterday\""
            },
            {
                """{"metadata": {"name": "a", "uid": "1"}, "status": {"conditions": [{"type": "Ready"}, {"type": 5}]}}""",
                "Pod 'a': status.conditions[1].type cannot be read, it is 5"
            },
            { """{"metadata": {"name": "a", "uid": "1"}, "spec": []}""", "Pod 'a': spec cannot be read, it is []" },
            { """{"metadata": {"namespace": "x", "uid": "1"}}""", "Pod without a name: metadata.name is missing, or no text" },
            { """{"metadata": {"name": "a"}}""", "Pod 'a': metadata.uid is missing, or no text" },
            { """{"kind": "ConfigMap", "metadata": {"name": "a", "uid": "1"}}""", "expected a Pod, found 'a' of the kind \"ConfigMap\"" },
            { "null", "expected a Pod, found null" },
            { "[1]", "expected a Pod, found [1]" },
        };

    [Theory, MemberData(nameof(Broken))]
    public async Task An_invalid_pod_in_a_list_is_reported_with_its_name_and_field(string one, string told)
    {
        string page = $$$"""{"kind": "PodList", "metadata": {}, "items": [{"metadata": {"name": "good", "uid": "0"}}, {{{one}}}]}""";
        Server.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "GET") { Status = 200, Body = page });
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(Server));

        ProviderException seen = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));

        (seen.Problems.Single().Code, seen.Problems.Single().Message, seen.IsTransient).ShouldBe(
            (ProblemCode.ProviderContractViolation, told, false)
        );
    }

    [Theory, MemberData(nameof(Broken))]
    public async Task An_invalid_pod_in_a_watch_is_reported_with_its_name_and_field(string one, string told)
    {
        Server.Faults.Add(
            new Fault(FaultKind.Answer, IsWatch) { Status = 200, Body = $$$"""{"type": "ADDED", "object": {{{one}}}}""" + "\n" }
        );
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(Server));
        await using IAsyncEnumerator<ValueList<Resource>> following = provider.WatchAsync(null).GetAsyncEnumerator();
        await following.MoveNextAsync();

        ProviderException seen = await Should.ThrowAsync<ProviderException>(async () => await following.MoveNextAsync());

        (seen.Problems.Single().Code, seen.Problems.Single().Message).ShouldBe((ProblemCode.ProviderContractViolation, told));
    }

    [Theory]
    [InlineData("""{"type": "ADDED"}""")]
    public async Task A_watch_event_without_an_object_is_reported(string line)
    {
        Server.Faults.Add(new Fault(FaultKind.Answer, IsWatch) { Status = 200, Body = $"{line}\n" });
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(Server));
        await using IAsyncEnumerator<ValueList<Resource>> following = provider.WatchAsync(null).GetAsyncEnumerator();
        await following.MoveNextAsync();

        ProviderException seen = await Should.ThrowAsync<ProviderException>(async () => await following.MoveNextAsync());

        seen.Problems.Single().Message.ShouldBe("expected a Pod, found nothing");
    }

    [Fact]
    public async Task An_invalid_node_is_reported_with_its_name_and_field()
    {
        string page =
            """{"kind": "NodeList", "metadata": {}, "items": [{"metadata": {"name": "n9", "uid": "1"}, "spec": {"unschedulable": "no"}}]}""";
        Server.Faults.Add(
            new Fault(FaultKind.Answer, request => request.Path.Value!.EndsWith("/nodes", StringComparison.Ordinal))
            {
                Status = 200,
                Body = page,
            }
        );
        using KubernetesCluster cluster = new(TestCluster.OptionsFor(Server));

        ProviderException seen = await Should.ThrowAsync<ProviderException>(() => cluster.ListNodesAsync());

        seen.Problems.Single().Message.ShouldBe("Node 'n9': spec.unschedulable cannot be read, it is \"no\"");
    }

    // If both kinds were counted together, the eleventh consecutive failure would end the watch.
    [Fact]
    public async Task Expired_versions_and_failures_of_a_watch_are_counted_separately()
    {
        string gone = """{"kind":"Status","status":"Failure","reason":"Expired","message":"too old resource version","code":410}""";
        Server.Faults.Add(
            new Fault(FaultKind.Answer, IsWatch)
            {
                Status = 410,
                Times = 12,
                Body = gone,
            }
        );
        Server.Faults.Add(new Fault(FaultKind.Answer, IsWatch) { Status = 500, Times = 10 });
        Server.Faults.Add(new Fault(FaultKind.Answer, IsWatch) { Status = 410, Body = gone });
        FastDelayClock clock = new();
        await using KubernetesProvider provider = new(clock.Of(TestCluster.OptionsFor(Server)));
        await using IAsyncEnumerator<ValueList<Resource>> following = provider.WatchAsync(null).GetAsyncEnumerator();

        // The first list, and one after each 410.
        for (int list = 0; list < 1 + 12 + 1; list++)
        {
            (await following.MoveNextAsync()).ShouldBeTrue();
        }

        double[] own = [200, 400, 800, 1600, 3200, 6400, 12800, 25600, 51200, 102400];
        clock.Pauses.Select(pause => pause.TotalMilliseconds).ShouldBe([.. own, 102400, 102400, .. own, 102400]);
    }

    private static bool IsWatch(HttpRequest request) => request.Query.ContainsKey("watch");
}
