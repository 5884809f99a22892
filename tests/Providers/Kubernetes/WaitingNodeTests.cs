namespace Kubernetes.Tests;

/// <summary>
/// Reasons of nodes that are not ready. Reasons and messages are those of Kubernetes 1.36.2 with containerd 1.7, and of
/// the API reference: ContainerStateWaiting, PodCondition, PodStatus.reason.
/// </summary>
public sealed class WaitingNodeTests : IAsyncLifetime
{
    private const string NotFound =
        "Back-off pulling image \\\"shop/agent:9\\\": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image: docker.io/shop/agent:9: not found";
    private const string TimedOut = "failed to do request: Head \\\"https://registry.example/v2/\\\": dial tcp 192.0.2.1:443: i/o timeout";
    private const string NoCapacity =
        "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.";

    private const string Running = """ "phase":"Running","containerStatuses":[{"name":"node","ready":true,"state":{"running":{}}}]""";

    private readonly ContractRequests _orders = new(new Random(8), "waiting", name => new NodeSpec(name, 1));
    private KubernetesServer? _server;

    private KubernetesServer Server => _server!;

    public async Task InitializeAsync() =>
        _server = await TestCluster.StartAsync(new KubernetesServerOptions { StartDelay = TimeSpan.FromDays(1) });

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    [Theory]
    [InlineData(
        $$$$""" "phase":"Pending","containerStatuses":[{"name":"node","state":{"waiting":{"reason":"ImagePullBackOff","message":"{{{{NotFound}}}}"}}}]""",
        "ImagePullBackOff: Back-off pulling image \"shop/agent:9\": ErrImagePull: rpc error",
        false
    )]
    [InlineData(
        $$$$""" "phase":"Pending","containerStatuses":[{"name":"node","state":{"waiting":{"reason":"ErrImagePull","message":"{{{{TimedOut}}}}"}}}]""",
        "ErrImagePull: failed to do request: Head",
        true
    )]
    [InlineData(
        $$$$""" "phase":"Pending","conditions":[{"type":"PodScheduled","status":"True","lastTransitionTime":"2020-01-01T00:00:00Z"}],"containerStatuses":[{"name":"node","state":{"waiting":{"reason":"ImagePullBackOff","message":"{{{{TimedOut}}}}"}}}]""",
        "ImagePullBackOff: failed to do request",
        true
    )]
    [InlineData(
        """ "phase":"Pending","containerStatuses":[{"name":"node","state":{"waiting":{"reason":"InvalidImageName","message":"couldn't parse image name"}}}]""",
        "InvalidImageName: couldn't parse image name",
        false
    )]
    [InlineData(
        """ "phase":"Pending","containerStatuses":[{"name":"node","state":{"waiting":{"reason":"ErrImageNeverPull"}}}]""",
        "ErrImageNeverPull",
        false
    )]
    [InlineData(
        """ "phase":"Pending","containerStatuses":[{"name":"node","state":{"waiting":{"reason":"PodInitializing"}}}],"initContainerStatuses":[{"name":"mesh","state":{"waiting":{"reason":"CreateContainerConfigError","message":"secret \"ca\" not found"}}}]""",
        "init container mesh: CreateContainerConfigError: secret \"ca\" not found",
        false
    )]
    [InlineData(
        $$""" "phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"{{NoCapacity}}"}]""",
        "Unschedulable: 0/1 nodes are available: 1 Insufficient cpu.",
        true
    )]
    [InlineData(
        $$"""{{Running}},"conditions":[{"type":"Ready","status":"False","reason":"ReadinessGatesNotReady","message":"corresponding condition of pod readiness gate \"x\" does not exist."}]""",
        "ReadinessGatesNotReady: corresponding condition of pod readiness gate",
        true
    )]
    public async Task A_waiting_node_has_the_reason_of_its_pod_and_whether_waiting_helps(string status, string message, bool canResolve)
    {
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(Server));

        Resource node = await MakeAsync(provider, status);

        node.Waiting.ShouldNotBeNull().Message.ShouldStartWith(message);
        (node.Waiting.CanResolve, node.State).ShouldBe((canResolve, canResolve ? ResourceState.Pending : ResourceState.Failed));
    }

    // Messages of containerd 1.7 (core/remotes/docker) and CRI-O (containers/image, docker).
    [Theory]
    [InlineData(
        "reg.example/denied-app:1",
        "failed to resolve reference \"reg.example/denied-app:1\": failed to do request: Head \"https://reg.example/v2/denied-app/manifests/1\": dial tcp 192.0.2.1:443: i/o timeout",
        true
    )]
    [InlineData(
        "denied:unauthorized",
        "Back-off pulling image \"denied:unauthorized\": ErrImagePull: initializing source docker://denied:unauthorized: pinging container registry docker.io: Get \"https://docker.io/v2/\": net/http: TLS handshake timeout",
        true
    )]
    [InlineData(
        "denied.example/app:1",
        "failed to do request: Head \"https://denied.example/v2/app/manifests/1\": dial tcp: lookup denied.example on 10.96.0.10:53: server misbehaving",
        true
    )]
    [InlineData(
        "denied.example:5000/app",
        "pinging container registry denied.example:5000: received unexpected HTTP status: 503 Service Unavailable",
        true
    )]
    [InlineData(
        "reg.example/denied-app:1",
        "failed to resolve reference \"reg.example/denied-app:1\": unexpected status from HEAD request to https://reg.example/v2/denied-app/manifests/1: 403 Forbidden",
        false
    )]
    [InlineData(
        "a:1",
        "failed to pull and unpack image \"docker.io/library/a:1\": failed to resolve reference \"docker.io/library/a:1\": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
        false
    )]
    [InlineData(
        "quay.io/shop/agent:9",
        "reading manifest 9 in quay.io/shop/agent: unauthorized: access to the requested resource is not authorized",
        false
    )]
    [InlineData("no-such-image:1", "no-such-image:1: not found", false)]
    public async Task A_word_of_a_refusal_within_a_name_is_not_a_response_of_the_registry(string image, string message, bool canResolve)
    {
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(Server) with { Image = image });

        Resource node = await MakeAsync(
            provider,
            $$$$""" "phase":"Pending","containerStatuses":[{"name":"node","state":{"waiting":{"reason":"ErrImagePull","message":{{{{JsonValue.Create(message).ToJsonString()}}}} }}}]"""
        );

        node.Waiting.ShouldNotBeNull().CanResolve.ShouldBe(canResolve);
    }

    [Theory]
    [InlineData(""" "phase":"Pending","containerStatuses":[{"name":"node","state":{"waiting":{"reason":"ContainerCreating"}}}]""")]
    [InlineData($$"""{{Running}},"conditions":[{"type":"Ready","status":"True"}]""")]
    public async Task A_node_that_starts_without_an_obstacle_or_does_not_wait_has_no_reason(string status)
    {
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(Server));

        (await MakeAsync(provider, status)).Waiting.ShouldBeNull();
    }

    // kubelet: pkg/kubelet/kuberuntime (StartError), pkg/kubelet/lifecycle (OutOfcpu, UnexpectedAdmissionError), pkg/kubelet/eviction.
    [Theory]
    [InlineData(
        """ "phase":"Failed","reason":"Evicted","message":"The node was low on resource: memory.","containerStatuses":[{"name":"node","state":{"waiting":{"reason":"ErrImagePull"}}}]""",
        "Evicted: The node was low on resource: memory."
    )]
    [InlineData(
        """ "phase":"Failed","reason":"OutOfcpu","message":"Pod was rejected: Node didn't have enough resource: cpu" """,
        "OutOfcpu: Pod was rejected: Node didn't have enough resource: cpu"
    )]
    [InlineData(""" "phase":"Failed","reason":"UnexpectedAdmissionError" """, "UnexpectedAdmissionError")]
    [InlineData(
        """ "phase":"Failed","containerStatuses":[{"name":"side","state":{"terminated":{"exitCode":0,"reason":"Completed"}}},{"name":"node","state":{"terminated":{"exitCode":128,"reason":"StartError","message":"exec: \"sh\": executable file not found in $PATH\n"}}}]""",
        "StartError: exec: \"sh\": executable file not found in $PATH (exit code 128)"
    )]
    [InlineData(
        """ "phase":"Failed","containerStatuses":[{"name":"node","state":{"terminated":{"exitCode":137,"reason":"OOMKilled"}}}]""",
        "OOMKilled (exit code 137)"
    )]
    [InlineData(
        """ "phase":"Failed","initContainerStatuses":[{"name":"mesh","state":{"terminated":{"exitCode":1,"reason":"Error"}}}],"containerStatuses":[{"name":"node","state":{"waiting":{"reason":"PodInitializing"}}}]""",
        "init container mesh: Error (exit code 1)"
    )]
    [InlineData(
        """ "phase":"Succeeded","containerStatuses":[{"name":"node","state":{"terminated":{"exitCode":0,"reason":"Completed"}}}]""",
        "Completed (exit code 0)"
    )]
    public async Task A_failed_node_has_the_reason_why_its_pod_ended_and_is_replaced(string status, string message)
    {
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(Server));

        Resource node = await MakeAsync(provider, status);

        (node.State, node.Waiting).ShouldBe((ResourceState.Failed, new WaitingReason(message, CanResolve: true)));
    }

    [Fact]
    public async Task Control_characters_of_a_reason_are_escaped_and_its_length_is_limited()
    {
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(Server));
        string text = "\\u001b[2J\\n" + new string('x', 5000);

        Resource node = await MakeAsync(
            provider,
            $$$$""" "phase":"Pending","containerStatuses":[{"name":"node","state":{"waiting":{"reason":"ErrImagePull","message":"{{{{text}}}}"}}}]"""
        );

        node.Waiting!.Message.ShouldStartWith("ErrImagePull: \\u001b[2J\\u000ax");
        node.Waiting.Message.Length.ShouldBeInRange(1000, 1010);
    }

    // pkg/controller/util/node, MarkPodsNotReady: only the status of the condition changes.
    [Theory, InlineData(""), InlineData(",\"reason\":\"NodeNotReady\"")]
    public async Task A_node_whose_machine_became_NotReady_is_not_starting_and_exec_names_the_machine(string reason)
    {
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(Server));

        Resource node = await MakeAsync(provider, $$"""{{Running}},"conditions":[{"type":"Ready","status":"False"{{reason}}}]""");
        AgentException refused = await Should.ThrowAsync<AgentException>(() => provider.ConnectAsync(node));

        node.Waiting.ShouldNotBeNull().IsContactLost.ShouldBeTrue();
        refused
            .Problems.Single()
            .Message.ShouldMatch(@"^its pod is Running and not ready: its machine n\d no longer reports \(NodeNotReady\)$");
    }

    [Fact]
    public async Task A_change_fails_with_the_reason_as_soon_as_waiting_does_not_help()
    {
        await using KubernetesServer server = await TestCluster.StartAsync();
        await using KubernetesProvider provider = new(
            new FastDelayClock().Of(TestCluster.OptionsFor(server)) with
            {
                Image = "no-such-image:1",
            }
        );
        List<ClusterEvent> events = [];

        ClusterException failure = await Should.ThrowAsync<ClusterException>(() =>
            ProvisionAsync(provider, TimeSpan.FromMinutes(1), events.Add)
        );

        Problem problem = failure.Problems.ShouldHaveSingleItem();
        (problem.Code.Id, problem.Field).ShouldBe(("SW6012", "node-1"));
        problem.Message.ShouldStartWith("does not become ready: ErrImagePull: ");
        problem.Message.ShouldEndWith("no-such-image:1: not found");
        failure.Report!.Succeeded.ShouldBeFalse();
        events.Count(one => one.Kind == ClusterEventKind.NodeWaiting && one.Subject == "node-1").ShouldBe(1);
        server.Faults.Seen.Count(request => request.StartsWith("POST", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_node_without_capacity_is_reported_with_the_reason_after_the_timeout_and_not_replaced()
    {
        await using KubernetesServer server = await TestCluster.StartAsync(new KubernetesServerOptions { Nodes = 1, NodeCpus = 0 });
        await using KubernetesProvider provider = new(new FastDelayClock().Of(TestCluster.OptionsFor(server)));
        List<ClusterEvent> events = [];

        ClusterException failure = await Should.ThrowAsync<ClusterException>(() =>
            ProvisionAsync(provider, TimeSpan.FromSeconds(2), events.Add)
        );

        failure.Problems.ShouldHaveSingleItem().Message.ShouldStartWith("does not become ready: Unschedulable: 0/1 nodes are available: ");
        events.ShouldContain(one =>
            one.Kind == ClusterEventKind.NodeWaiting && one.Message.StartsWith("is not ready: Unschedulable: ", StringComparison.Ordinal)
        );
        server.Faults.Seen.Count(request => request.StartsWith("POST", StringComparison.Ordinal)).ShouldBe(1);
    }

    // Kubernetes API concepts, "Finalizers": a pod with a finalizer remains Terminating until it is removed.
    [Fact]
    public async Task A_reaper_reports_the_pods_that_still_exist_after_its_timeout()
    {
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(Server));
        Resource node = await MakeAsync(provider, $$"""{{Running}},"conditions":[{"type":"Ready","status":"True"}]""");
        using HttpClient http = new();
        using StringContent kept = new("""{"metadata":{"finalizers":["example.com/kept"]}}""", null, "application/merge-patch+json");
        (
            await http.PatchAsync(new Uri(Server.Address, $"api/v1/namespaces/default/pods/{node.Id.Split('/')[0]}"), kept)
        ).EnsureSuccessStatusCode();

        ReapReport report = await Reaper.ReapAsync(
            provider,
            new ReapRequest { Lineage = _orders.Owner.Lineage, RemovalTimeout = TimeSpan.FromMilliseconds(100) }
        );

        report.IsClean.ShouldBeFalse();
        report.Terminating.ShouldHaveSingleItem().Id.ShouldBe(node.Id);
    }

    private static async Task ProvisionAsync(KubernetesProvider provider, TimeSpan startTimeout, Action<ClusterEvent> listener)
    {
        Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(1).Build()).Build();
        await using Cluster cluster = await Cluster
            .Create(shop)
            .UseProvider(provider)
            .WithOptions(settings =>
                settings with
                {
                    NodeStartTimeout = startTimeout,
                    StepTimeout = FastDelayClock.Deadline,
                    Listener = new SynchronousProgress(listener),
                }
            )
            .ProvisionAsync();
    }

    private async Task<Resource> MakeAsync(KubernetesProvider provider, string status)
    {
        StepOutcome made = await provider.ApplyOneAsync(_orders.CreateNode("n-1"));
        string pod = made.Resource!.Id.Split('/')[0];
        Uri address = new(Server.Address, $"api/v1/namespaces/default/pods/{pod}");
        using HttpClient http = new();
        while (JsonNode.Parse(await http.GetStringAsync(address))!["spec"]!["nodeName"] is null)
        {
            // The scheduler replaces the conditions.
            await Task.Delay(5);
        }

        using StringContent body = new($$$"""{"status":{ {{{status}}} }}""", null, "application/merge-patch+json");
        (await http.PatchAsync(new Uri($"{address}/status"), body)).EnsureSuccessStatusCode();
        return (await provider.ObserveAsync(_orders.Owner)).Single();
    }
}
