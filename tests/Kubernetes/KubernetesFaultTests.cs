using Loopback.Kubernetes;
using Loopback.Services;
using Microsoft.AspNetCore.Http;
using ProviderContracts;
using Scalewright;
using Scalewright.Providers;
using Scalewright.Providers.Kubernetes;
using Scalewright.Topologies;

namespace Kubernetes.Tests;

/// <summary>What goes wrong at clusters. The rows are those of the fault catalogue.</summary>
public sealed class KubernetesFaultTests : IAsyncLifetime
{
    private readonly ContractOrders _orders = new(new Random(3), "troubled", name => new NodeSpec(name, 1));
    private KubernetesServer? _server;

    private KubernetesServer Server => _server!;

    public async Task InitializeAsync() => _server = await KubernetesServer.StartAsync();

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    [Fact]
    public async Task F_PROV_01_a_busy_cluster_says_when_to_come_again_and_nothing_was_made()
    {
        Server.Faults.Add(new Fault(FaultKind.Answer, IsCreation) { Status = 429, RetryAfter = 7 });
        await using KubernetesProvider provider = Provider();

        StepOutcome refused = await ApplyAsync(provider, _orders.CreateNode("n-1"));

        (refused.Result, refused.MayRetry, refused.RetryAfter, refused.Problem!.Code).ShouldBe((StepResult.Failed, true, TimeSpan.FromSeconds(7), ProblemCode.Throttled));
        (await provider.ObserveAsync(_orders.Owner)).ShouldBeEmpty();
    }

    [Theory, InlineData(500), InlineData(502), InlineData(503)]
    public async Task F_PROV_02_looking_is_repeated_while_a_cluster_fails_and_changes_are_not(int status)
    {
        Server.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "GET") { Status = status, Times = 3 });
        Server.Faults.Add(new Fault(FaultKind.Answer, IsCreation) { Status = status });
        await using KubernetesProvider provider = Provider();

        ValueList<Resource> found = await provider.ObserveAsync(_orders.Owner);
        StepOutcome outcome = await ApplyAsync(provider, _orders.CreateNode("n-1"));

        found.ShouldBeEmpty();
        (outcome.Result, outcome.MayRetry).ShouldBe(status == 503 ? (StepResult.Failed, true) : (StepResult.Unknown, false));
        Server.Faults.Seen.Count(request => request.StartsWith("POST", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task F_PROV_03_nobody_knows_what_became_of_a_creation_without_an_answer_and_the_same_token_makes_no_second(bool isAfterEffect)
    {
        Server.Faults.Add(new Fault(isAfterEffect ? FaultKind.LoseReply : FaultKind.LoseRequest, IsCreation));
        await using KubernetesProvider provider = Provider();
        StepOrder order = _orders.CreateNode("n-1");

        StepOutcome lost = await ApplyAsync(provider, order);
        StepOutcome again = await ApplyAsync(provider, order);

        (lost.Result, lost.Problem!.Code, again.Result).ShouldBe((StepResult.Unknown, ProblemCode.UnknownOutcome, StepResult.Done));
        (await provider.ObserveAsync(_orders.Owner)).Select(one => one.Id).ShouldBe([again.Resource!.Id]);
    }

    [Fact]
    public async Task F_PROV_05_a_server_whose_memory_lags_hides_nothing()
    {
        await using KubernetesServer late = await KubernetesServer.StartAsync(new KubernetesServerOptions { MemoryLag = TimeSpan.FromHours(1) });
        await using KubernetesProvider provider = new(Place.OptionsFor(late));

        Resource made = (await ApplyAsync(provider, _orders.CreateNode("n-1"))).Resource!;

        (await provider.ObserveAsync(_orders.Owner)).Select(one => one.Id).ShouldBe([made.Id]);
        provider.ConsistencyWindow.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task F_PROV_06_a_list_that_expires_between_two_pages_is_read_anew_and_shows_each_pod_once()
    {
        await using KubernetesProvider provider = Provider();
        await ApplyAsync(provider, [.. _orders.CreateNodes(20)]);
        Server.Faults.Add(new Fault(FaultKind.Answer, request => request.Query.ContainsKey("continue"))
        {
            Status = 410, Body = """{"kind":"Status","status":"Failure","reason":"Expired","message":"The provided continue parameter is too old","code":410}""",
        });

        ValueList<Resource> found = await provider.ObserveAsync(_orders.Owner);

        (found.Count, found.DistinctBy(one => one.Id).Count()).ShouldBe((20, 20));
    }

    [Fact]
    public async Task F_PROV_06_a_list_without_end_is_broken()
    {
        Server.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "GET") { Status = 200, Times = 100, Body = """{"kind":"PodList","metadata":{"continue":"again"},"items":[]}""" });
        await using KubernetesProvider provider = Provider();

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(_orders.Owner));

        failure.Problems.Single().Code.ShouldBe(ProblemCode.BrokenListing);
    }

    [Fact]
    public async Task F_PROV_04_and_07_what_a_quota_leaves_is_made_and_the_rest_is_told_with_the_number()
    {
        using HttpClient http = new();
        using StringContent quota = new("""{"metadata":{"name":"few"},"spec":{"hard":{"pods":"7"}}}""", null, "application/json");
        (await http.PostAsync(new Uri(Server.Address, "api/v1/namespaces/default/resourcequotas"), quota)).EnsureSuccessStatusCode();
        await using KubernetesProvider provider = Provider();

        ValueList<StepOutcome> outcomes = await ApplyAsync(provider, [.. _orders.CreateNodes(10)]);

        outcomes.Count(outcome => outcome.Result == StepResult.Done).ShouldBe(7);
        StepOutcome[] refused = [.. outcomes.Where(outcome => outcome.Result == StepResult.Failed)];
        refused.Length.ShouldBe(3);
        refused.ShouldAllBe(outcome => outcome.Problem!.Code == ProblemCode.Quota && !outcome.MayRetry && outcome.Problem.Found.Contains("limited: pods=7", StringComparison.Ordinal));
    }

    [Fact]
    public async Task F_PROV_11_a_pod_that_has_the_name_of_an_earlier_one_is_another()
    {
        await using KubernetesProvider provider = Provider();
        StepOrder order = _orders.CreateNode("n-1");
        Resource first = (await ApplyAsync(provider, order)).Resource!;
        await ApplyAsync(provider, _orders.DestroyNode(first));
        StepOutcome second;
        while ((second = await ApplyAsync(provider, order)).Result != StepResult.Done)
        {
            // The first is still on its way out.
            second.Result.ShouldBe(StepResult.Failed);
        }

        StepOutcome removed = await ApplyAsync(provider, _orders.DestroyNode(first));

        removed.Result.ShouldBe(StepResult.Done);
        second.Resource!.Id.Split('/')[0].ShouldBe(first.Id.Split('/')[0]);
        (await provider.ObserveAsync(_orders.Owner)).ShouldHaveSingleItem().State.ShouldNotBe(ResourceState.Leaving);
    }

    [Fact]
    public async Task F_PROV_12_a_token_that_ends_is_renewed_once_for_all_calls_and_one_that_is_refused_again_ends_the_work()
    {
        await using KubernetesServer closed = await KubernetesServer.StartAsync(new KubernetesServerOptions { Token = "new" });
        int renewals = 0;
        KubernetesProviderOptions options = new(new KubernetesAccess(closed.Address) { Token = "old" }) { Image = "node", RenewToken = RenewAsync };
        await using KubernetesProvider provider = new(options);

        ValueList<StepOutcome> made = await ApplyAsync(provider, [.. _orders.CreateNodes(10)]);
        closed.RenewToken("unknown to the caller");
        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => ApplyAsync(provider, _orders.CreateNode("n-11")));

        made.ShouldAllBe(outcome => outcome.Result == StepResult.Done);
        (failure.MayRetry, failure.Problems[0].Code, renewals).ShouldBe((false, ProblemCode.CredentialsRefused, 2));

        Task<string> RenewAsync(CancellationToken cancellationToken)
        {
            renewals++;
            return Task.FromResult("new");
        }
    }

    [Fact]
    public async Task F_PROV_14_what_has_our_labels_but_not_our_mark_is_never_touched()
    {
        using HttpClient http = new();
        using StringContent stranger = new("""{"metadata":{"name":"n-1","labels":{"app.kubernetes.io/managed-by":"scalewright"}},"spec":{"containers":[{"name":"a","image":"b"}]}}""", null, "application/json");
        string text = await (await http.PostAsync(new Uri(Server.Address, "api/v1/namespaces/default/pods"), stranger)).Content.ReadAsStringAsync();
        string uid = System.Text.Json.Nodes.JsonNode.Parse(text)!["metadata"]!["uid"]!.ToString();
        await using KubernetesProvider provider = Provider();
        Resource taken = new($"n-1/{uid}", _orders.CreateNode("n-1").Tag, ResourceState.Ready, default);

        StepOutcome outcome = await ApplyAsync(provider, _orders.DestroyNode(taken));

        (outcome.Result, outcome.Problem!.Code).ShouldBe((StepResult.Failed, ProblemCode.ForeignResource));
        (await provider.ObserveAsync(null)).ShouldBeEmpty();
        (await http.GetAsync(new Uri(Server.Address, "api/v1/namespaces/default/pods/n-1"))).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Theory]
    [InlineData("<html>a proxy's page</html>", "<html>a proxy's page</html>")]
    [InlineData("""{"kind":"Status","status":"Failure","message":"no"}""", "a list of pods is a PodList, and this is 'Status'")]
    [InlineData("null", "null")]
    public async Task F_PROV_15_what_is_no_answer_of_an_API_server_is_told_as_it_is(string body, string told)
    {
        Server.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "GET") { Status = 200, Body = body });
        await using KubernetesProvider provider = Provider();

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(_orders.Owner));

        failure.Problems.Single().Code.ShouldBe(ProblemCode.ProviderNonsense);
        failure.Problems.Single().Found.ShouldContain(told);
    }

    [Fact]
    public async Task F_PROV_13_a_watch_tells_what_others_do_and_outlives_broken_connections_and_what_is_too_old()
    {
        await using KubernetesProvider provider = Provider();
        await using IAsyncEnumerator<ValueList<Resource>> told = provider.WatchAsync(_orders.Owner).GetAsyncEnumerator();
        await told.MoveNextAsync();
        told.Current.ShouldBeEmpty();

        Resource made = (await ApplyAsync(provider, _orders.CreateNode("n-1"))).Resource!;
        await UntilAsync(told, found => found is [{ State: ResourceState.Ready }]);
        Server.BreakWatches();
        using HttpClient http = new();
        await http.DeleteAsync(new Uri(Server.Address, $"api/v1/namespaces/default/pods/{made.Id.Split('/')[0]}?gracePeriodSeconds=0"));
        await UntilAsync(told, found => found.Count == 0);

        // From here the watch is behind: what it knows is forgotten before it asks again.
        Server.Faults.Add(new Fault(FaultKind.Answer, request => request.Query.ContainsKey("watch")) { Status = 410, Body = """{"kind":"Status","reason":"Expired","message":"too old","code":410}""" });
        Server.BreakWatches();
        await ApplyAsync(provider, _orders.CreateNode("n-2"));
        await UntilAsync(told, found => found is [{ Tag.Name: "n-2", State: ResourceState.Ready }]);
    }

    private static bool IsCreation(HttpRequest request) => request.Method == "POST";

    private static async Task UntilAsync(IAsyncEnumerator<ValueList<Resource>> told, Func<ValueList<Resource>, bool> isSeen)
    {
        while (!isSeen(told.Current))
        {
            (await told.MoveNextAsync()).ShouldBeTrue();
        }
    }

    private static async Task<StepOutcome> ApplyAsync(KubernetesProvider provider, StepOrder order) => (await ApplyAsync(provider, (ValueList<StepOrder>)[order])).Single();

    private static async Task<ValueList<StepOutcome>> ApplyAsync(KubernetesProvider provider, ValueList<StepOrder> orders)
    {
        List<StepOutcome> outcomes = [];
        await foreach (StepOutcome outcome in provider.ApplyAsync(orders))
        {
            outcomes.Add(outcome);
        }

        return [.. outcomes];
    }

    private KubernetesProvider Provider() => new(Place.OptionsFor(Server));
}
