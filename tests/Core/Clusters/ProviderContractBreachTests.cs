using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

public class ProviderContractBreachTests
{
    [Theory, InlineData(0), InlineData(-1)]
    public Task A_provider_without_a_positive_batch_size_is_rejected_before_anything_is_created(int ordersMax) => Run(async (place, token) =>
    {
        OddProvider provider = new(place) { MaxBatchSize = ordersMax };

        ProviderException made = await Thrown.ByAsync<ProviderException>(() => Make(provider, token));
        ProviderException reaped = await Thrown.ByAsync<ProviderException>(() => Reaper.ReapAsync(provider, new ReapRequest(), token));

        made.Message.ShouldContain($"Provider 'odd' has 1 error:\n  MaxBatchSize: it is {ordersMax}, so no step can be requested; fix the provider");
        reaped.Problems.ShouldBe(made.Problems);
        (await place.ObserveAsync(null, token)).ShouldBeEmpty();
    });

    [Fact]
    public Task An_invalid_outcome_of_a_step_is_reported_as_an_error_of_the_provider() => Run(async (place, token) =>
    {
        (await RefusedAsync(new OddProvider(place) { Outcome = _ => null })).ShouldContain("Provider 'odd' has 1 error:\n  ApplyAsync: it gave null instead of an outcome");
        (await RefusedAsync(new OddProvider(place) { Outcome = outcome => outcome.Resource is { Tag.Target: Scalewright.Planning.StepTarget.Node } ? outcome with { Resource = null } : outcome }))
            .ShouldContain("ApplyAsync: 'create node n1' succeeded without a Resource");
        (await RefusedAsync(new OddProvider(place) { Outcome = outcome => outcome with { Result = StepResult.Failed, Problem = null } })).ShouldContain("failed without a Problem that gives the reason");
        (await RefusedAsync(new OddProvider(place) { Outcome = outcome => outcome with { Result = (StepResult)7 } })).ShouldContain("returned 7, which is not a StepResult");

        async Task<string> RefusedAsync(OddProvider provider) => (await Thrown.ByAsync<ProviderException>(() => Make(provider, token))).Message;
    });

    [Fact]
    public Task A_null_list_or_entry_is_reported_with_the_provider_call() => Run(async (place, token) =>
    {
        (await Thrown.ByAsync<ProviderException>(() => Make(new OddProvider(place) { List = _ => null }, token))).Message.ShouldContain("ObserveAsync: it gave null instead of a list");
        (await Thrown.ByAsync<ProviderException>(() => Make(new OddProvider(place) { List = _ => [null!] }, token))).Message.ShouldContain("ObserveAsync: its list contains null");
    });

    [Fact]
    public Task A_null_connection_or_an_unexpected_exception_is_reported_as_a_result_of_each_node() => Run(async (place, token) =>
    {
        Func<INodeConnection, INodeConnection?> connect = static _ => null;
        await using LiveCluster cluster = await Make(new OddProvider(place) { Connection = connection => connect(connection) }, token);

        (await ProblemsAsync(cluster, token)).ShouldBe(["ConnectAsync: it gave null instead of a connection", "ConnectAsync: it gave null instead of a connection"]);
        connect = static _ => throw new InvalidTimeZoneException("broken");
        (await ProblemsAsync(cluster, token)).ShouldBe(["ConnectAsync: it threw InvalidTimeZoneException: broken", "ConnectAsync: it threw InvalidTimeZoneException: broken"]);
        connect = static connection => connection;
        (await ProblemsAsync(cluster, token)).ShouldBeEmpty();
    });

    [Fact]
    public Task A_cluster_closes_all_connections_and_its_state_when_a_connection_fails_to_close() => Run(async (place, token) =>
    {
        List<string> closed = [];
        OddProvider provider = new(place) { Connection = connection => new FailingDisposeConnection(connection, closed) };
        Topology one = Topology.Create("demo").AddGroup(new NodeGroup("web", "by-hand") { Nodes = [new NodeSpec("n1", 1), new NodeSpec("n2", 2)] }).Build();
        LiveCluster cluster = await LiveCluster.Create(one).UseProvider(provider).WithState("/demo-state").WithOptions(settings => settings with { FileSystem = place.FileSystem }).ProvisionAsync(token);
        await ProblemsAsync(cluster, token);

        InvalidTimeZoneException failure = await Thrown.ByAsync<InvalidTimeZoneException>(() => cluster.DisposeAsync().AsTask());

        failure.Message.ShouldBe("n1 sticks");
        closed.ShouldBe(["n1", "n2"]);

        // The lock of the state was released.
        await using LiveCluster again = await LiveCluster.OpenAsync("/demo-state", provider, new ClusterOptions { FileSystem = place.FileSystem }, token);
        again.Nodes.Count.ShouldBe(2);
    });

    [Theory, InlineData("CheckAsync"), InlineData("ObserveAsync"), InlineData("ApplyAsync")]
    public Task An_unexpected_provider_exception_is_reported_with_its_type_and_the_call(string call) => Run(async (place, token) =>
    {
        OddProvider broken = new(place) { Begin = begun => begun == call ? throw new InvalidTimeZoneException("no\u001b[31m\nplace") : Task.CompletedTask };
        OddProvider late = new(place) { Begin = begun => begun == call ? throw new TaskCanceledException("took too long") : Task.CompletedTask };

        (await Thrown.ByAsync<ProviderException>(() => Make(broken, token))).Message.ShouldContain($"{call}: it threw InvalidTimeZoneException: no\\u001b[31m\\u000aplace");
        (await Thrown.ByAsync<ProviderException>(() => Make(late, token))).Message.ShouldContain($"{call}: it canceled although no caller requested cancellation: TaskCanceledException: took too long");
    });

    [Theory, InlineData("CheckAsync"), InlineData("ObserveAsync")]
    public Task Cancellation_ends_the_wait_for_a_provider_that_ignores_it(string call) => Run(async (place, token) =>
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1), place.Clock);
        bool isAsked = false;
        OddProvider silent = new(place) { Begin = begun => begun == call && !isAsked ? Hang() : Task.CompletedTask };
        DateTimeOffset asked = place.Clock.GetUtcNow();

        await Thrown.ByAsync<OperationCanceledException>(() => Make(silent, patience.Token));

        (place.Clock.GetUtcNow() - asked).ShouldBeInRange(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(61));

        Task Hang()
        {
            isAsked = true;
            return new TaskCompletionSource().Task;
        }
    });

    [Fact]
    public Task Cancellation_with_an_unresponsive_provider_reports_what_may_be_left_behind() => Run(async (place, token) =>
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10), place.Clock);
        OddProvider silent = new(place) { Begin = begun => begun == "ObserveAsync" ? new TaskCompletionSource().Task : Task.CompletedTask };
        DateTimeOffset asked = place.Clock.GetUtcNow();

        OperationCanceledException cancelled = await Thrown.ByAsync<OperationCanceledException>(() => LiveCluster.Create(Topology.Create("demo").Build()).UseProvider(silent)
            .WithOptions(settings => settings with { CleanupTimeout = TimeSpan.FromSeconds(20) }).ProvisionAsync(patience.Token));

        (place.Clock.GetUtcNow() - asked).ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(31));
        string left = cancelled.Data["left behind"].ShouldBeOfType<string>();
        left.ShouldContain("ObserveAsync: it has not responded for 00:00:20; check whether the provider answers");
        left.ShouldContain("not removed completely");
    });

    [Fact]
    public Task Canceled_steps_that_never_complete_end_at_the_step_timeout() => Run(async (place, token) =>
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10), place.Clock);
        OddProvider silent = new(place) { Begin = begun => begun == "ApplyAsync" ? new TaskCompletionSource().Task : Task.CompletedTask };
        DateTimeOffset asked = place.Clock.GetUtcNow();

        await Thrown.ByAsync<OperationCanceledException>(() => Make(silent, patience.Token));

        (place.Clock.GetUtcNow() - asked).ShouldBeInRange(new RetryOptions().StepTimeout, new RetryOptions().StepTimeout + TimeSpan.FromMinutes(1));
        (await place.ObserveAsync(null, token)).ShouldBeEmpty();
    });

    [Fact]
    public Task A_resource_that_differs_from_the_request_is_reported() => Run(async (place, token) =>
    {
        (await RefusedAsync(tag => tag with { Name = "evil" })).ShouldContain("ApplyAsync: 'create group web' is done and its Resource is called 'evil'");
        (await RefusedAsync(tag => tag with { Token = "of-another" })).ShouldContain("'create group web' is done and its Resource was made by token 'of-another', not by '");
        (await RefusedAsync(tag => tag with { Owner = tag.Owner with { Cluster = "foreign" } })).ShouldContain("is done and its Resource is of cluster 'foreign'");

        async Task<string> RefusedAsync(Func<ResourceTag, ResourceTag> change) => (await Thrown.ByAsync<ProviderException>(() => Make(
            new OddProvider(place) { Outcome = outcome => outcome.Resource is { } made ? outcome with { Resource = made with { Tag = change(made.Tag) } } : outcome }, token))).Message;
    });

    [Fact]
    public Task A_list_with_resources_of_another_cluster_is_reported() => Run(async (place, token) =>
    {
        await using LiveCluster cluster = await Make(place, token);
        OddProvider provider = new(place) { List = list => [.. list.Select(one => one with { Tag = one.Tag with { Owner = one.Tag.Owner with { Cluster = "foreign" } } })] };

        (await Thrown.ByAsync<ProviderException>(() => Make(provider, "other", token))).Message.ShouldContain("ObserveAsync: it was queried for resources of cluster 'other'");
    });

    [Fact]
    public Task A_topology_of_another_cluster_is_rejected_and_changes_nothing() => Run(async (place, token) =>
    {
        await using LiveCluster cluster = await Make(place, token);
        Topology other = Topology.Create("other").Build();

        string applied = (await Thrown.ByAsync<ClusterException>(() => cluster.ApplyAsync(other, token))).Message;
        string planned = (await Thrown.ByAsync<ClusterException>(() => cluster.PlanAsync(other, token))).Message;

        applied.ShouldContain("the topology is called 'other', and the cluster 'demo'");
        planned.ShouldBe(applied);
        cluster.Nodes.Count.ShouldBe(2);
        (await cluster.PlanAsync(cluster.Topology, token)).IsEmpty.ShouldBeTrue();
    });

    [Fact]
    public Task A_partition_name_with_control_characters_is_rejected_and_printed_escaped() => Run(async (place, token) =>
    {
        await using LiveCluster cluster = await Make(place, token);

        (await Thrown.ByAsync<ArgumentException>(() => cluster.AcquirePartitionAsync("a\nb\u001b[31m", 1, token))).Message.ShouldContain("'a\\u000ab\\u001b[31m' is not a valid partition name");
        new ClusterEvent(default, 1, ClusterEventKind.PartitionAcquired, "a\nb", "c\nd").ToString().ShouldEndWith("PartitionAcquired a\\u000ab: c\\u000ad");
    });

    private static async Task<string[]> ProblemsAsync(LiveCluster cluster, CancellationToken token)
    {
        List<string> problems = [];
        await foreach (NodeResult result in cluster.Nodes.RunAsync(["hostname"], token))
        {
            problems.AddRange(result.Problem is { } problem ? [$"{problem.Field}: {problem.Message}"] : []);
        }

        return [.. problems];
    }

    private static Task<LiveCluster> Make(IProvider provider, CancellationToken token) => Make(provider, "demo", token);

    private static Task<LiveCluster> Make(IProvider provider, string name, CancellationToken token) => LiveCluster.Create(Topology.Create(name)
        .AddGroup(new NodeGroup("web", "by-hand") { Nodes = [new NodeSpec("n1", 1), new NodeSpec("n2", 2)] })
        .Build()).UseProvider(provider).ProvisionAsync(token);

    private static async Task Run(Func<SimulationProvider, CancellationToken, Task> story)
    {
        await using SimulationProvider provider = new() { Seed = 5 };
        await provider.RunAsync(token => story(provider, token));
    }
}
