namespace Kubernetes.Tests;

/// <summary>Exec connections that the server or a proxy rejects.</summary>
public sealed class RefusedExecTests
{
    private const string Denied =
        "pods \"x\" is forbidden: User \"ann\" cannot create resource \"pods/exec\" in API group \"\" in the namespace \"default\"";

    private const string Unreached = "error dialing backend: dial tcp 10.0.0.1:10250: connect: connection refused";

    private const string Unauthorized =
        """{"kind":"Status","status":"Failure","reason":"Unauthorized","message":"Unauthorized","code":401}""";

    // Kubernetes 1.35, AuthorizePodWebsocketUpgradeCreatePermission: the reason is empty.
    private const string DeniedWithoutReason = "pods \"x\" is forbidden: ";

    // Messages of Kubernetes 1.20.2 and 1.36.2: denied by role-based access control, and an unreachable kubelet.
    [Theory]
    [InlineData(403, "Forbidden", Denied, "SW5008", "and get and create pods/exec")]
    [InlineData(403, "Forbidden", DeniedWithoutReason, "SW5008", "and get and create pods/exec")]
    [InlineData(500, "InternalError", Unreached, "SW4003", "connect again")]
    [InlineData(400, "BadRequest", "container node is not valid for pod x", "SW4501", "change the request as the message says")]
    public async Task A_rejected_exec_is_reported_with_the_message_of_the_server(
        int status,
        string reason,
        string message,
        string code,
        string advice
    )
    {
        await using KubernetesServer server = await TestCluster.StartAsync();
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(server));
        Resource node = await MakeAsync(provider);
        JsonObject body = new()
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["status"] = "Failure",
            ["reason"] = reason,
            ["message"] = message,
            ["code"] = status,
        };
        server.Faults.Add(
            new Fault(FaultKind.Answer, IsExec)
            {
                Status = status,
                Body = body.ToJsonString(),
                Times = 100,
            }
        );

        AgentException refused = await Should.ThrowAsync<AgentException>(() => provider.ConnectAsync(node));

        Problem problem = refused.Problems.ShouldHaveSingleItem();
        problem.Message.ShouldBe($"programs cannot be started in its pod: {message}");
        problem.Advice.ShouldContain(advice);
        problem.Code.Id.ShouldBe(code);
    }

    [Fact]
    public async Task A_rejection_by_a_proxy_is_reported_with_its_status_and_body()
    {
        await using KubernetesServer server = await TestCluster.StartAsync();
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(server));
        Resource node = await MakeAsync(provider);
        server.Faults.Add(
            new Fault(FaultKind.Answer, IsExec)
            {
                Status = 403,
                Body = "no upgrades here",
                Times = 100,
            }
        );

        AgentException refused = await Should.ThrowAsync<AgentException>(() => provider.ConnectAsync(node));

        refused.Message.ShouldContain("status 403");
        refused.Message.ShouldContain("no upgrades here");
    }

    /// <summary>The connection retries a stream, so the read of the pod before an exec is not retried again.</summary>
    [Fact]
    public async Task A_failed_read_before_an_exec_is_transient_and_not_retried()
    {
        await using KubernetesServer server = await TestCluster.StartAsync();
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(server));
        Resource node = await MakeAsync(provider);
        int readCount = 0;
        server.Faults.Add(new Fault(FaultKind.Answer, request => IsPodRead(request) && ++readCount > 1) { Status = 503, Times = 100 });

        AgentException failure = await Should.ThrowAsync<AgentException>(() => provider.ConnectAsync(node));

        (failure.IsTransient, readCount).ShouldBe((true, 2));
    }

    [MachineFact("pods")]
    public async Task An_exec_with_an_expired_token_is_retried_with_a_renewed_token()
    {
        await using KubernetesServer server = await TestCluster.StartAsync(new KubernetesServerOptions { Token = "one" });
        KubernetesOptions options = TestCluster.OptionsFor(server);
        await using KubernetesProvider provider = new(
            options with
            {
                Client = options.Client with { Token = "one" },
                RenewToken = _ => Task.FromResult("two"),
            }
        );
        Resource node = await MakeAsync(provider);

        server.Faults.Add(new Fault(FaultKind.Answer, request => Expires(server, request)) { Status = 401, Body = Unauthorized });

        await using INodeConnection connection = await provider.ConnectAsync(node);

        (await connection.RunAsync(new CommandRequest(["echo", "here"]))).Output.Trim().ShouldBe("here");
    }

    private static bool IsExec(HttpRequest request) => request.Path.Value!.EndsWith("/exec", StringComparison.Ordinal);

    private static bool IsPodRead(HttpRequest request) =>
        request.Method == "GET" && request.Path.Value!.Contains("/pods/", StringComparison.Ordinal) && !IsExec(request);

    private static bool Expires(KubernetesServer server, HttpRequest request)
    {
        if (IsExec(request))
        {
            server.RenewToken("two");
        }

        return IsExec(request);
    }

    private static async Task<Resource> MakeAsync(KubernetesProvider provider)
    {
        ContractRequests orders = new(new Random(6), "refused", name => new NodeSpec(name, 1));
        (await provider.ApplyOneAsync(orders.CreateNode("n-1"))).Problem.ShouldBeNull();
        await foreach (ValueList<Resource> seen in provider.WatchAsync(orders.Owner))
        {
            if (seen is [{ State: ResourceState.Ready } ready])
            {
                return ready;
            }
        }

        throw new InvalidOperationException("the watch ended");
    }
}
