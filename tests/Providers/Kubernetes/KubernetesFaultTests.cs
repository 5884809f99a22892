using Scalewright.Providers.Kubernetes.Client;

namespace Kubernetes.Tests;

/// <summary>Faults of the stand-in: rows F-PROV of tests/Faults/rows.tsv.</summary>
public sealed class KubernetesFaultTests : KubernetesFaults
{
    protected override async Task<IKubernetesServer> StartAsync() => await KubernetesServer.StartAsync();

    [Fact]
    public async Task F_PROV_05_a_stale_server_cache_hides_no_pods()
    {
        await using KubernetesServer late = await KubernetesServer.StartAsync(
            new KubernetesServerOptions { MemoryLag = TimeSpan.FromHours(1) }
        );
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(late));

        Resource made = (await provider.ApplyOneAsync(Orders.CreateNode("n-1"))).Resource!;

        (await provider.ObserveAsync(Orders.Owner)).Select(one => one.Id).ShouldBe([made.Id]);
        provider.ConsistencyWindow.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task F_PROV_12_an_expired_token_is_renewed_once_for_all_calls_and_a_rejected_renewed_token_stops_the_work()
    {
        await using KubernetesServer closed = await KubernetesServer.StartAsync(new KubernetesServerOptions { Token = "new" });
        int renewals = 0;
        KubernetesOptions options = new(new KubernetesClientOptions(closed.Address) { Token = "old" })
        {
            Image = "node",
            RenewToken = RenewAsync,
        };
        await using KubernetesProvider provider = new(options);

        ValueList<StepOutcome> made = await provider.ApplyAllAsync([.. Orders.CreateNodes(10)]);
        closed.RenewToken("unknown to the caller");
        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => provider.ApplyOneAsync(Orders.CreateNode("n-11")));

        made.ShouldAllBe(outcome => outcome.Result == StepResult.Succeeded);
        (failure.IsTransient, failure.Problems[0].Code, renewals).ShouldBe((false, ProblemCode.AuthenticationFailed, 2));

        Task<string> RenewAsync(CancellationToken cancellationToken)
        {
            renewals++;
            return Task.FromResult("new");
        }
    }

    [Fact]
    public async Task A_request_without_a_token_that_is_rejected_is_repeated_with_a_renewed_token()
    {
        await using KubernetesServer closed = await KubernetesServer.StartAsync(new KubernetesServerOptions { Token = "new" });
        KubernetesOptions options = new(new KubernetesClientOptions(closed.Address)) { RenewToken = _ => Task.FromResult("new") };
        await using KubernetesProvider provider = new(options);

        (await provider.ObserveAsync(null)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_token_that_cannot_be_renewed_is_reported_with_its_source()
    {
        await using KubernetesServer closed = await KubernetesServer.StartAsync(new KubernetesServerOptions { Token = "new" });
        KubernetesOptions options = new(new KubernetesClientOptions(closed.Address) { Token = "old" })
        {
            RenewToken = _ => Task.FromException<string>(new IOException("the vault is sealed")),
        };
        await using KubernetesProvider provider = new(options);

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));

        failure.Problems.Single().Message.ShouldBe("the token cannot be read from RenewToken: the vault is sealed");
    }
}

/// <summary>Faults of any API server: rows F-PROV of tests/Faults/rows.tsv.</summary>
public abstract class KubernetesFaults : IAsyncLifetime
{
    private protected ContractRequests Orders { get; } = new(new Random(3), "troubled", name => new NodeSpec(name, 1));
    private IKubernetesServer? _server;

    private IKubernetesServer Server => _server!;

    public async Task InitializeAsync() => _server = await StartAsync();

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    protected abstract Task<IKubernetesServer> StartAsync();

    [ClusterFact]
    public async Task F_PROV_01_a_throttled_creation_reports_the_retry_delay_and_creates_nothing()
    {
        Server.Faults.Add(new Fault(FaultKind.Answer, IsCreation) { Status = 429, RetryAfter = 7 });
        await using KubernetesProvider provider = Provider();

        StepOutcome refused = await ApplyAsync(provider, Orders.CreateNode("n-1"));

        (refused.Result, refused.CanRetry, refused.RetryAfter, refused.Problem!.Code).ShouldBe(
            (StepResult.Failed, true, TimeSpan.FromSeconds(7), ProblemCode.Throttled)
        );
        (await provider.ObserveAsync(Orders.Owner)).ShouldBeEmpty();
    }

    [ClusterFact]
    public async Task F_PROV_01_steps_not_yet_started_fail_with_the_retry_delay_of_a_throttled_step()
    {
        Server.Faults.Add(new Fault(FaultKind.Answer, IsCreation) { Status = 429, RetryAfter = 7 });
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(Server) with { MaxConcurrency = 1 });
        ValueList<StepOutcome> outcomes = await provider.ApplyAllAsync([
            Orders.CreateNode("n-1"),
            Orders.CreateNode("n-2"),
            Orders.CreateNode("n-3"),
        ]);

        outcomes
            .Select(outcome => (outcome.Result, outcome.CanRetry, outcome.RetryAfter, outcome.Problem!.Code))
            .ShouldBe(Enumerable.Repeat((StepResult.Failed, true, (TimeSpan?)TimeSpan.FromSeconds(7), ProblemCode.Throttled), 3));
        Server.Faults.Seen.Count(request => request.StartsWith("POST", StringComparison.Ordinal)).ShouldBe(1);
    }

    [ClusterTheory, InlineData(500), InlineData(502), InlineData(503)]
    public async Task F_PROV_02_reads_are_retried_after_server_errors_and_changes_are_not(int status)
    {
        Server.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "GET") { Status = status, Times = 3 });
        Server.Faults.Add(new Fault(FaultKind.Answer, IsCreation) { Status = status });
        await using KubernetesProvider provider = new(new FastDelayClock().Of(TestCluster.OptionsFor(Server)));

        ValueList<Resource> found = await provider.ObserveAsync(Orders.Owner);
        StepOutcome outcome = await ApplyAsync(provider, Orders.CreateNode("n-1"));

        found.ShouldBeEmpty();
        (outcome.Result, outcome.CanRetry).ShouldBe(status == 503 ? (StepResult.Failed, true) : (StepResult.Unknown, false));
        Server.Faults.Seen.Count(request => request.StartsWith("POST", StringComparison.Ordinal)).ShouldBe(1);
    }

    [ClusterTheory, InlineData(true), InlineData(false)]
    public async Task F_PROV_03_a_creation_without_a_response_is_unknown_and_its_retry_creates_no_duplicate(bool isAfterEffect)
    {
        Server.Faults.Add(new Fault(isAfterEffect ? FaultKind.LoseReply : FaultKind.LoseRequest, IsCreation));
        await using KubernetesProvider provider = Provider();
        StepRequest order = Orders.CreateNode("n-1");

        StepOutcome lost = await ApplyAsync(provider, order);
        StepOutcome again = await ApplyAsync(provider, order);

        (lost.Result, lost.Problem!.Code, again.Result).ShouldBe(
            (StepResult.Unknown, ProblemCode.CallOutcomeUnknown, StepResult.Succeeded)
        );
        (await provider.ObserveAsync(Orders.Owner)).Select(one => one.Id).ShouldBe([again.Resource!.Id]);
    }

    [ClusterFact]
    public async Task F_PROV_06_a_list_that_expires_between_pages_is_restarted_and_returns_each_pod_once()
    {
        await using KubernetesProvider provider = Provider();
        await ApplyAsync(provider, [.. Orders.CreateNodes(20)]);
        Server.Faults.Add(
            new Fault(FaultKind.Answer, request => request.Query.ContainsKey("continue"))
            {
                Status = 410,
                Body =
                    """{"kind":"Status","status":"Failure","reason":"Expired","message":"The provided continue parameter is too old","code":410}""",
            }
        );

        ValueList<Resource> found = await provider.ObserveAsync(Orders.Owner);

        (found.Count, found.DistinctBy(one => one.Id).Count()).ShouldBe((20, 20));
    }

    [ClusterFact]
    public async Task F_PROV_06_a_list_without_an_end_is_reported_as_an_error()
    {
        Server.Faults.Add(
            new Fault(FaultKind.Answer, request => request.Method == "GET")
            {
                Status = 200,
                Times = 100,
                Body = """{"kind":"PodList","metadata":{"continue":"again"},"items":[]}""",
            }
        );
        await using KubernetesProvider provider = Provider();

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(Orders.Owner));

        failure.Problems.Single().Code.ShouldBe(ProblemCode.EndlessListing);
    }

    [ClusterFact]
    public async Task F_PROV_04_and_07_pods_above_the_quota_fail_with_the_limit_and_cannot_be_retried()
    {
        using HttpClient http = new();
        using StringContent quota = new("""{"metadata":{"name":"few"},"spec":{"hard":{"pods":"7"}}}""", null, "application/json");
        (await http.PostAsync(new Uri(Server.Address, "api/v1/namespaces/default/resourcequotas"), quota)).EnsureSuccessStatusCode();
        while (
            System
                .Text.Json.Nodes.JsonNode.Parse(
                    await http.GetStringAsync(new Uri(Server.Address, "api/v1/namespaces/default/resourcequotas/few"))
                )!["status"]
                ?["hard"]?["pods"]
                is null
        )
        {
            // Until a controller has read the quota, admission refuses all pods.
            await Task.Delay(20);
        }

        await using KubernetesProvider provider = Provider();

        ValueList<StepOutcome> outcomes = await ApplyAsync(provider, [.. Orders.CreateNodes(10)]);

        outcomes.Count(outcome => outcome.Result == StepResult.Succeeded).ShouldBe(7);
        StepOutcome[] refused = [.. outcomes.Where(outcome => outcome.Result == StepResult.Failed)];
        refused.Length.ShouldBe(3);
        refused.ShouldAllBe(outcome =>
            outcome.Problem!.Code == ProblemCode.QuotaExceeded
            && !outcome.CanRetry
            && outcome.Problem.Message.Contains("limited: pods=7", StringComparison.Ordinal)
        );
    }

    [ClusterFact]
    public async Task F_PROV_11_deleting_an_earlier_pod_does_not_delete_a_new_pod_with_its_name()
    {
        await using KubernetesProvider provider = Provider();
        StepRequest order = Orders.CreateNode("n-1");
        Resource first = (await ApplyAsync(provider, order)).Resource!;
        await ApplyAsync(provider, Orders.DestroyNode(first));
        StepOutcome second;
        while ((second = await ApplyAsync(provider, order)).Result != StepResult.Succeeded)
        {
            // The first is still terminating.
            second.Result.ShouldBe(StepResult.Failed);
        }

        StepOutcome removed = await ApplyAsync(provider, Orders.DestroyNode(first));

        removed.Result.ShouldBe(StepResult.Succeeded);
        second.Resource!.Id.Split('/')[0].ShouldBe(first.Id.Split('/')[0]);
        (await provider.ObserveAsync(Orders.Owner)).ShouldHaveSingleItem().State.ShouldNotBe(ResourceState.Deleting);
    }

    [ClusterFact]
    public async Task F_PROV_14_a_pod_with_our_labels_but_without_our_ownership_tag_is_not_deleted()
    {
        using HttpClient http = new();
        using StringContent stranger = new(
            """{"metadata":{"name":"n-1","labels":{"app.kubernetes.io/managed-by":"scalewright"}},"spec":{"containers":[{"name":"a","image":"b"}]}}""",
            null,
            "application/json"
        );
        string text = await (
            await http.PostAsync(new Uri(Server.Address, "api/v1/namespaces/default/pods"), stranger)
        ).Content.ReadAsStringAsync();
        string uid = System.Text.Json.Nodes.JsonNode.Parse(text)!["metadata"]!["uid"]!.ToString();
        await using KubernetesProvider provider = Provider();
        Resource taken = new($"n-1/{uid}", Orders.CreateNode("n-1").Tag, ResourceState.Ready, default);

        StepOutcome outcome = await ApplyAsync(provider, Orders.DestroyNode(taken));

        (outcome.Result, outcome.Problem!.Code).ShouldBe((StepResult.Failed, ProblemCode.ForeignResource));
        (await provider.ObserveAsync(null)).ShouldBeEmpty();
        (await http.GetAsync(new Uri(Server.Address, "api/v1/namespaces/default/pods/n-1"))).IsSuccessStatusCode.ShouldBeTrue();
    }

    [ClusterTheory]
    [InlineData("<html>a proxy's page</html>", "<html>a proxy's page</html>")]
    [InlineData("""{"kind":"Status","status":"Failure","message":"no"}""", "a list of pods is a PodList, and this is 'Status'")]
    [InlineData("null", "null")]
    public async Task F_PROV_15_an_invalid_API_response_is_reported_with_its_content(string body, string told)
    {
        Server.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "GET") { Status = 200, Body = body });
        await using KubernetesProvider provider = Provider();

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(Orders.Owner));

        failure.Problems.Single().Code.ShouldBe(ProblemCode.ProviderContractViolation);
        failure.Problems.Single().Message.ShouldContain(told);
    }

    [ClusterFact]
    public async Task F_PROV_13_a_watch_reports_changes_after_broken_connections_and_expired_versions()
    {
        await using KubernetesProvider provider = Provider();
        await using IAsyncEnumerator<ValueList<Resource>> told = provider.WatchAsync(Orders.Owner).GetAsyncEnumerator();
        await told.MoveNextAsync();
        told.Current.ShouldBeEmpty();

        Resource made = (await ApplyAsync(provider, Orders.CreateNode("n-1"))).Resource!;
        await UntilAsync(told, found => found is [{ State: ResourceState.Ready }]);
        Server.BreakWatches();
        using HttpClient http = new();
        await http.DeleteAsync(new Uri(Server.Address, $"api/v1/namespaces/default/pods/{made.Id.Split('/')[0]}?gracePeriodSeconds=0"));
        await UntilAsync(told, found => found.Count == 0);

        // From here the resource version of the watch is expired at its next request.
        Server.Faults.Add(
            new Fault(FaultKind.Answer, request => request.Query.ContainsKey("watch"))
            {
                Status = 410,
                Body = """{"kind":"Status","reason":"Expired","message":"too old","code":410}""",
            }
        );
        Server.BreakWatches();
        await ApplyAsync(provider, Orders.CreateNode("n-2"));
        await UntilAsync(told, found => found is [{ Tag.Name: "n-2", State: ResourceState.Ready }]);
    }

    [ClusterFact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROV_13_a_silent_watch_is_replaced_by_a_new_one()
    {
        KubernetesOptions impatient = TestCluster.OptionsFor(Server) with
        {
            WatchTimeout = TimeSpan.FromSeconds(1),
            CallTimeout = TimeSpan.FromSeconds(2),
        };
        await using KubernetesProvider watcher = new(impatient);
        await using KubernetesProvider provider = Provider();
        await using IAsyncEnumerator<ValueList<Resource>> told = watcher.WatchAsync(Orders.Owner).GetAsyncEnumerator();
        await told.MoveNextAsync();
        await ApplyAsync(provider, Orders.CreateNode("n-1"));
        await UntilAsync(told, found => found is [{ State: ResourceState.Ready }]);

        Server.MuteWatches();
        await ApplyAsync(provider, Orders.CreateNode("n-2"));

        await UntilAsync(told, found => found.Count == 2);
        Server.Faults.Seen.ShouldContain(request =>
            request.Contains("watch=true", StringComparison.Ordinal) && request.Contains("timeoutSeconds=1", StringComparison.Ordinal)
        );
    }

    // Kubernetes API concepts, "Efficient detection of changes": errors of a watch arrive as events within it.
    [ClusterTheory, InlineData(500), InlineData(403)]
    public async Task F_PROV_13_a_watch_that_ends_with_an_error_resumes_at_the_same_version(int code)
    {
        Server.Faults.Add(new Fault(FaultKind.Answer, IsWatch) { Status = 200, Body = ErrorOf(code) });
        await using KubernetesProvider provider = Provider();
        await using IAsyncEnumerator<ValueList<Resource>> told = provider.WatchAsync(Orders.Owner).GetAsyncEnumerator();
        await told.MoveNextAsync();
        Task seen = UntilAsync(told, found => found is [{ State: ResourceState.Ready }]);

        await ApplyAsync(provider, Orders.CreateNode("n-1"));
        await seen;

        string[] versions =
        [
            .. Server.Faults.Seen.Where(request => request.Contains("watch=true", StringComparison.Ordinal)).Select(VersionIn),
        ];
        versions.Length.ShouldBeGreaterThan(1);
        versions[1].ShouldBe(versions[0]);
    }

    [ClusterFact]
    public async Task F_PROV_13_a_watch_that_always_fails_stops_after_ten_retries_with_exponential_backoff()
    {
        Server.Faults.Add(
            new Fault(FaultKind.Answer, IsWatch)
            {
                Status = 200,
                Times = 100,
                Body = ErrorOf(500),
            }
        );
        FastDelayClock clock = new();
        await using KubernetesProvider provider = new(clock.Of(TestCluster.OptionsFor(Server)));
        await using IAsyncEnumerator<ValueList<Resource>> told = provider.WatchAsync(Orders.Owner).GetAsyncEnumerator();
        await told.MoveNextAsync();

        ProviderException failure = await Should.ThrowAsync<ProviderException>(async () => await told.MoveNextAsync());

        failure.Problems.Single().Message.ShouldBe("etcdserver: leader changed");
        clock.Pauses.Select(pause => pause.TotalMilliseconds).ShouldBe([200, 400, 800, 1600, 3200, 6400, 12800, 25600, 51200, 102400]);
    }

    [ClusterTheory, InlineData(true), InlineData(false)]
    public async Task F_PROV_13_a_watch_that_always_expires_lists_again_with_exponential_backoff(bool isWithin)
    {
        string answer = """{"kind":"Status","status":"Failure","reason":"Expired","message":"too old resource version","code":410}""";
        Server.Faults.Add(
            new Fault(FaultKind.Answer, IsWatch)
            {
                Status = isWithin ? 200 : 410,
                Times = 100,
                Body = isWithin ? ErrorOf(410) : answer,
            }
        );
        FastDelayClock clock = new();
        await using KubernetesProvider provider = new(clock.Of(TestCluster.OptionsFor(Server)));
        await using IAsyncEnumerator<ValueList<Resource>> told = provider.WatchAsync(Orders.Owner).GetAsyncEnumerator();

        for (int list = 0; list < 4; list++)
        {
            (await told.MoveNextAsync()).ShouldBeTrue();
        }

        clock.Pauses.Select(pause => pause.TotalMilliseconds).ShouldBe([200, 400, 800]);
        Server.Faults.Seen.Count.ShouldBe(4 + 3);
    }

    [ClusterFact]
    public async Task F_PROV_15_a_watch_line_above_the_limit_is_rejected()
    {
        using MemoryStream stream = new([.. "short\n"u8, .. new byte[40000]]);
        LineReader lines = new(stream, 20000);

        ReadOnlyMemory<byte>? first = await lines.ReadAsync(CancellationToken.None);
        string told = System.Text.Encoding.UTF8.GetString(first!.Value.Span);
        ApiException endless = await Should.ThrowAsync<ApiException>(() => lines.ReadAsync(CancellationToken.None));

        (told, endless.IsNonsense).ShouldBe(("short", true));
    }

    [ClusterFact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROV_08_an_evicted_pod_is_deleting_and_is_replaced_by_a_repair()
    {
        await using KubernetesProvider provider = Provider();
        await using Cluster cluster = await Cluster
            .Create(Topology.Create("evicted").AddProfile(Profile.Create("web").WithCount(2).Build()).Build())
            .UseProvider(provider)
            .ProvisionAsync();
        ValueList<Resource> before = await provider.ObserveAsync(cluster.Owner);
        string evicted = before[0].Id.Split('/')[0];

        await SendAsync(
            HttpMethod.Post,
            $"{evicted}/eviction",
            $$$"""{"kind":"Eviction","apiVersion":"policy/v1","metadata":{"name":"{{{evicted}}}"},"deleteOptions":{"gracePeriodSeconds":1}}"""
        );
        ResourceState leaving = (await provider.ObserveAsync(cluster.Owner)).FirstOrDefault(pod => pod.Id == before[0].Id)?.State
            ?? ResourceState.Deleting;
        while ((await provider.ObserveAsync(cluster.Owner)).Any(pod => pod.Id == before[0].Id))
        {
            await Task.Delay(20);
        }

        await cluster.RepairAsync();

        leaving.ShouldBe(ResourceState.Deleting);
        ValueList<Resource> after = await provider.ObserveAsync(cluster.Owner);
        after.Select(pod => (pod.Tag.Name, pod.State)).Order().ShouldBe(before.Select(pod => (pod.Tag.Name, ResourceState.Ready)).Order());
        after.Select(pod => pod.Id).Intersect(before.Select(pod => pod.Id)).ShouldBe([before[1].Id]);
        await cluster.DestroyAsync();
    }

    [ClusterFact]
    public async Task F_PROV_09_a_pod_that_fits_on_no_node_is_pending_and_can_be_deleted()
    {
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(Server) with { CpuRequestRatio = 1 });
        ContractRequests orders = new(new Random(4), "large", name => new NodeSpec(name, 1) { Hardware = new NodeHardware { Cpus = 65 } });

        StepOutcome made = await ApplyAsync(provider, orders.CreateNode("n-1"));
        ResourceState state = (await provider.ObserveAsync(orders.Owner)).Single().State;
        StepOutcome removed = await ApplyAsync(provider, orders.DestroyNode(made.Resource!));

        (made.Result, state, removed.Result).ShouldBe((StepResult.Succeeded, ResourceState.Pending, StepResult.Succeeded));
        await UntilGoneAsync(provider, orders.Owner);
    }

    [ClusterFact]
    public async Task F_PROV_09_and_10_a_pod_with_a_finalizer_is_deleting_until_the_finalizer_is_removed()
    {
        await using KubernetesProvider provider = Provider();
        Resource pod = (await ApplyAsync(provider, Orders.CreateNode("n-1"))).Resource!;
        string name = pod.Id.Split('/')[0];
        await SendAsync(HttpMethod.Patch, name, """{"metadata":{"finalizers":["example.com/backup"]}}""");

        StepOutcome first = await ApplyAsync(provider, Orders.DestroyNode(pod));
        StepOutcome second = await ApplyAsync(provider, Orders.DestroyNode(pod));
        Resource held = (await provider.ObserveAsync(Orders.Owner)).Single();
        await SendAsync(HttpMethod.Patch, name, """{"metadata":{"finalizers":null}}""");

        (first.Result, second.Result, held.Id, held.State).ShouldBe(
            (StepResult.Succeeded, StepResult.Succeeded, pod.Id, ResourceState.Deleting)
        );
        await UntilGoneAsync(provider, Orders.Owner);
    }

    [ClusterFact]
    public async Task F_PROV_10_a_failed_deletion_is_reported_and_a_missing_pod_counts_as_deleted()
    {
        await using KubernetesProvider provider = Provider();
        Resource pod = (await ApplyAsync(provider, Orders.CreateNode("n-1"))).Resource!;
        Server.Faults.Add(new Fault(FaultKind.Answer, IsRemoval) { Status = 500 });
        Server.Faults.Add(
            new Fault(FaultKind.Answer, IsRemoval)
            {
                Status = 404,
                Body = """{"kind":"Status","status":"Failure","reason":"NotFound","message":"pods not found","code":404}""",
            }
        );

        StepOutcome failed = await ApplyAsync(provider, Orders.DestroyNode(pod));
        StepOutcome gone = await ApplyAsync(provider, Orders.DestroyNode(pod));
        StepOutcome removed = await ApplyAsync(provider, Orders.DestroyNode(pod));
        StepOutcome never = await ApplyAsync(provider, Orders.DestroyNode(pod with { Id = "n-2/0" }));

        (failed.Result, gone.Result, removed.Result, never.Result).ShouldBe(
            (StepResult.Unknown, StepResult.Succeeded, StepResult.Succeeded, StepResult.Succeeded)
        );
        await UntilGoneAsync(provider, Orders.Owner);
    }

    [ClusterFact]
    public async Task F_PROV_18_an_earlier_controller_does_not_delete_a_pod_taken_over_by_a_later_one()
    {
        await using KubernetesProvider earlier = Provider();
        await using KubernetesProvider later = Provider();
        ContractRequests next = Orders.ForNextHolder();
        for (int round = 0; round < 30; round++)
        {
            Resource pod = (await ApplyAsync(earlier, Orders.CreateNode($"n-{round}"))).Resource!;

            StepOutcome[] outcomes = await Task.WhenAll(
                ApplyAsync(earlier, Orders.DestroyNode(pod)),
                ApplyAsync(later, next.ChangeNode(pod, new NodeSpec(pod.Tag.Name, 1)))
            );

            // In any interleaving, the request that runs second sees the result of the first.
            Resource? left = (await later.ObserveAsync(Orders.Owner)).SingleOrDefault(one =>
                one.Id == pod.Id && one.State != ResourceState.Deleting
            );
            (outcomes[0].Result == StepResult.Succeeded, left?.Tag.Epoch).ShouldBe(
                outcomes[1].Result == StepResult.Succeeded ? (false, next.Epoch) : (true, null),
                $"round {round}"
            );
        }
    }

    private static bool IsWatch(HttpRequest request) => request.Query.ContainsKey("watch");

    private static string ErrorOf(int code) =>
        $$$"""{"type":"ERROR","object":{"kind":"Status","status":"Failure","message":"etcdserver: leader changed","code":{{{code}}}}}"""
        + "\n";

    private static string VersionIn(string request) =>
        request.Split('?', '&').Single(part => part.StartsWith("resourceVersion=", StringComparison.Ordinal));

    private static bool IsCreation(HttpRequest request) => request.Method == "POST";

    private static bool IsRemoval(HttpRequest request) => request.Method == "DELETE";

    private static async Task UntilGoneAsync(KubernetesProvider provider, Owner owner)
    {
        while ((await provider.ObserveAsync(owner)).Count > 0)
        {
            await Task.Delay(20);
        }
    }

    private static async Task UntilAsync(IAsyncEnumerator<ValueList<Resource>> told, Func<ValueList<Resource>, bool> isSeen)
    {
        while (!isSeen(told.Current))
        {
            (await told.MoveNextAsync()).ShouldBeTrue();
        }
    }

    private static async Task<StepOutcome> ApplyAsync(KubernetesProvider provider, StepRequest order) =>
        (await ApplyAsync(provider, (ValueList<StepRequest>)[order])).Single();

    private static Task<ValueList<StepOutcome>> ApplyAsync(KubernetesProvider provider, ValueList<StepRequest> orders) =>
        provider.ApplyAllAsync(orders);

    private async Task SendAsync(HttpMethod method, string path, string body)
    {
        using HttpClient http = new();
        using StringContent content = new(body, null, method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        using HttpRequestMessage request = new(method, new Uri(Server.Address, $"api/v1/namespaces/default/pods/{path}"))
        {
            Content = content,
        };
        using HttpResponseMessage answer = await http.SendAsync(request);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private KubernetesProvider Provider() => new(TestCluster.OptionsFor(Server));
}
