namespace Kubernetes.Tests;

/// <summary>
/// Requests that the whole backend refuses. Messages are those of Kubernetes 1.36.2.
/// </summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private const string NoRole =
        "pods is forbidden: User \"limited\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"";

    private readonly ContractRequests _orders = new(new Random(9), "refused", name => new NodeSpec(name, 1));
    private KubernetesServer? _server;

    private KubernetesServer Server => _server!;

    public async Task InitializeAsync() => _server = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    // kubernetes/kubernetes issue 121635: a starting API server denies the requests of roles that it has not read yet.
    [Theory, InlineData(FaultKind.LoseRequest), InlineData(FaultKind.Answer), InlineData(FaultKind.BreakReply)]
    public async Task A_refusal_shortly_after_a_broken_connection_is_retried(FaultKind interruption)
    {
        Server.Faults.Add(new Fault(interruption, IsRead) { Status = 503 });
        Server.Faults.Add(Refusal(IsRead, 2));
        await using KubernetesProvider provider = new(new FastDelayClock().Of(TestCluster.OptionsFor(Server)));

        (await provider.ObserveAsync(_orders.Owner)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refusal_after_a_call_without_a_response_is_retried()
    {
        Server.Faults.Add(new Fault(FaultKind.Silence, IsRead));
        Server.Faults.Add(Refusal(IsRead, 1));
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(Server) with { CallTimeout = TimeSpan.FromSeconds(1) });

        (await provider.ObserveAsync(_orders.Owner)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refusal_shortly_after_a_broken_watch_is_retried()
    {
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(Server));
        await using IAsyncEnumerator<ValueList<Resource>> lists = provider.WatchAsync(_orders.Owner).GetAsyncEnumerator();
        (await lists.MoveNextAsync()).ShouldBeTrue();
        Task<bool> next = lists.MoveNextAsync().AsTask();
        await provider.ApplyOneAsync(_orders.CreateNode("n-1"));
        await next;
        Server.Faults.Add(Refusal(request => request.Query.ContainsKey("watch"), 1));
        Server.BreakWatches();
        next = lists.MoveNextAsync().AsTask();
        await provider.ApplyOneAsync(_orders.CreateNode("n-2"));

        (await next).ShouldBeTrue();
    }

    [Fact]
    public async Task A_change_that_is_refused_shortly_after_a_broken_connection_can_be_retried()
    {
        Server.Faults.Add(new Fault(FaultKind.LoseRequest, IsRead));
        Server.Faults.Add(Refusal(request => request.Method == "POST", 1));
        await using KubernetesProvider provider = new(new FastDelayClock().Of(TestCluster.OptionsFor(Server)));
        await provider.ObserveAsync(_orders.Owner);

        StepOutcome refused = await provider.ApplyOneAsync(_orders.CreateNode("n-1"));

        (refused.Result, refused.CanRetry, refused.Problem!.Code).ShouldBe((StepResult.Failed, true, ProblemCode.ProviderUnavailable));
    }

    // k8s.io/apiserver, pkg/admission, Handler.WaitForReady: admission of a starting API server refuses all objects.
    [Fact]
    public async Task A_change_that_admission_was_not_ready_for_can_be_retried()
    {
        Server.Faults.Add(Refusal(request => request.Method == "POST", 1, "pods \"n-1\" is forbidden: not yet ready to handle request"));
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(Server));

        StepOutcome refused = await provider.ApplyOneAsync(_orders.CreateNode("n-1"));

        (refused.Result, refused.CanRetry, refused.Problem!.Code).ShouldBe((StepResult.Failed, true, ProblemCode.ProviderUnavailable));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_refusal_without_a_recently_broken_connection_is_final(bool isLongAgo)
    {
        KubernetesOptions options = TestCluster.OptionsFor(Server);
        if (isLongAgo)
        {
            Server.Faults.Add(new Fault(FaultKind.LoseRequest, IsRead));
            options = new ElevenSecondClock().Of(options);
        }

        Server.Faults.Add(Refusal(IsRead, 100));
        await using KubernetesProvider provider = new(options);

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(_orders.Owner));

        (failure.IsTransient, failure.Problems.Single().Code).ShouldBe((false, ProblemCode.AuthenticationFailed));
        Server.Faults.Seen.Count.ShouldBe(isLongAgo ? 2 : 1);
    }

    [Fact]
    public async Task A_missing_namespace_is_reported_once_with_advice()
    {
        KubernetesOptions options = TestCluster.OptionsFor(Server);
        await using KubernetesProvider provider = new(options with { Client = options.Client with { Namespace = "nowhere" } });

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => provider.ApplyAllAsync([.. _orders.CreateNodes(3)]));

        failure.IsTransient.ShouldBeFalse();
        failure
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .ShouldBe("namespaces \"nowhere\" not found; create it, or set 'namespace' of the context");
    }

    // Pod Security Standards: the message lists each field that violates the level.
    [Fact]
    public async Task The_whole_message_of_a_PodSecurity_refusal_is_reported()
    {
        string message =
            "pods \"n-1\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false (container \"node\" must set "
            + "securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container \"node\" must set securityContext.capabilities.drop=[\"ALL\"]), "
            + "runAsNonRoot != true (pod or container \"node\" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container \"node\" must set "
            + "securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")";
        Server.Faults.Add(Refusal(request => request.Method == "POST", 1, message));
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(Server));

        StepOutcome refused = await provider.ApplyOneAsync(_orders.CreateNode("n-1"));

        refused.Problem!.Message.ShouldBe(message);
    }

    private static bool IsRead(HttpRequest request) => request.Method == "GET";

    private static Fault Refusal(Func<HttpRequest, bool> when, int times, string message = NoRole) =>
        new(FaultKind.Answer, when)
        {
            Status = 403,
            Times = times,
            Body = new JsonObject
            {
                ["kind"] = "Status",
                ["status"] = "Failure",
                ["reason"] = "Forbidden",
                ["message"] = message,
                ["code"] = 403,
            }.ToJsonString(),
        };

    /// <summary>Eleven seconds pass with each reading.</summary>
    private sealed class ElevenSecondClock : TimeProvider
    {
        private readonly FastDelayClock _delays = new();
        private long _readings;

        public KubernetesOptions Of(KubernetesOptions options) => _delays.Of(options) with { Clock = this };

        public override long GetTimestamp() => Interlocked.Increment(ref _readings) * 11 * TimestampFrequency;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            _delays.CreateTimer(callback, state, dueTime, period);
    }
}
