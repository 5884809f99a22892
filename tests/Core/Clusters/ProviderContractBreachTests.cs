using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

public class ProviderContractBreachTests
{
    [Theory, InlineData(0), InlineData(-1)]
    public Task A_provider_that_takes_no_orders_is_refused_before_anything_is_made(int ordersMax) => Run(async (place, token) =>
    {
        OddProvider provider = new(place) { MaxBatchSize = ordersMax };

        ProviderException made = await Thrown.ByAsync<ProviderException>(() => Make(provider, token));
        ProviderException reaped = await Thrown.ByAsync<ProviderException>(() => Reaper.ReapAsync(provider, new ReapRequest(), token));

        made.Message.ShouldContain($"Provider 'odd' has 1 error:\n  MaxBatchSize: it is {ordersMax}, so no step can be requested; fix the provider");
        reaped.Problems.ShouldBe(made.Problems);
        (await place.ObserveAsync(null, token)).ShouldBeEmpty();
    });

    [Fact]
    public Task An_outcome_that_cannot_be_one_is_told_with_the_provider_and_the_step() => Run(async (place, token) =>
    {
        (await RefusedAsync(new OddProvider(place) { Outcome = _ => null })).ShouldContain("Provider 'odd' has 1 error:\n  ApplyAsync: it gave null instead of an outcome");
        (await RefusedAsync(new OddProvider(place) { Outcome = outcome => outcome.Resource is { Tag.Target: Scalewright.Planning.StepTarget.Node } ? outcome with { Resource = null } : outcome }))
            .ShouldContain("ApplyAsync: 'create node n1' succeeded without a Resource");
        (await RefusedAsync(new OddProvider(place) { Outcome = outcome => outcome with { Result = StepResult.Failed, Problem = null } })).ShouldContain("failed without a Problem that gives the reason");
        (await RefusedAsync(new OddProvider(place) { Outcome = outcome => outcome with { Result = (StepResult)7 } })).ShouldContain("returned 7, which is not a StepResult");

        async Task<string> RefusedAsync(OddProvider provider) => (await Thrown.ByAsync<ProviderException>(() => Make(provider, token))).Message;
    });

    [Fact]
    public Task A_list_that_is_none_is_told_with_the_provider_and_the_call() => Run(async (place, token) =>
    {
        (await Thrown.ByAsync<ProviderException>(() => Make(new OddProvider(place) { List = _ => null }, token))).Message.ShouldContain("ObserveAsync: it gave null instead of a list");
        (await Thrown.ByAsync<ProviderException>(() => Make(new OddProvider(place) { List = _ => [null!] }, token))).Message.ShouldContain("ObserveAsync: its list contains null");
    });

    [Fact]
    public Task A_connection_that_is_none_or_breaks_its_contract_is_a_result_among_the_others() => Run(async (place, token) =>
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
    public Task A_cluster_is_closed_in_whole_where_a_part_of_it_cannot_be() => Run(async (place, token) =>
    {
        List<string> closed = [];
        OddProvider provider = new(place) { Connection = connection => new StickyConnection(connection, closed) };
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
    public Task What_a_provider_throws_against_its_contract_is_told_with_its_name_and_the_call(string call) => Run(async (place, token) =>
    {
        OddProvider broken = new(place) { Begin = begun => begun == call ? throw new InvalidTimeZoneException("no\u001b[31m\nplace") : Task.CompletedTask };
        OddProvider late = new(place) { Begin = begun => begun == call ? throw new TaskCanceledException("took too long") : Task.CompletedTask };

        (await Thrown.ByAsync<ProviderException>(() => Make(broken, token))).Message.ShouldContain($"{call}: it threw InvalidTimeZoneException: no\\u001b[31m\\u000aplace");
        (await Thrown.ByAsync<ProviderException>(() => Make(late, token))).Message.ShouldContain($"{call}: it canceled although no caller requested cancellation: TaskCanceledException: took too long");
    });

    [Theory, InlineData("CheckAsync"), InlineData("ObserveAsync")]
    public Task Who_cancels_gets_away_from_a_provider_that_does_not_heed_it(string call) => Run(async (place, token) =>
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
    public Task Who_cancels_gets_away_from_a_provider_that_never_answers_and_is_told_what_may_be_left() => Run(async (place, token) =>
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
    public Task Who_cancels_gets_away_from_steps_that_never_end_by_the_deadline_of_steps() => Run(async (place, token) =>
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10), place.Clock);
        OddProvider silent = new(place) { Begin = begun => begun == "ApplyAsync" ? new TaskCompletionSource().Task : Task.CompletedTask };
        DateTimeOffset asked = place.Clock.GetUtcNow();

        await Thrown.ByAsync<OperationCanceledException>(() => Make(silent, patience.Token));

        (place.Clock.GetUtcNow() - asked).ShouldBeInRange(new RetryOptions().StepTimeout, new RetryOptions().StepTimeout + TimeSpan.FromMinutes(1));
        (await place.ObserveAsync(null, token)).ShouldBeEmpty();
    });

    [Fact]
    public Task A_resource_that_is_not_what_was_ordered_is_told() => Run(async (place, token) =>
    {
        (await RefusedAsync(tag => tag with { Name = "evil" })).ShouldContain("ApplyAsync: 'create group web' is done and its Resource is called 'evil'");
        (await RefusedAsync(tag => tag with { Token = "of-another" })).ShouldContain("'create group web' is done and its Resource was made by token 'of-another', not by '");
        (await RefusedAsync(tag => tag with { Owner = tag.Owner with { Cluster = "foreign" } })).ShouldContain("is done and its Resource is of cluster 'foreign'");

        async Task<string> RefusedAsync(Func<ResourceTag, ResourceTag> change) => (await Thrown.ByAsync<ProviderException>(() => Make(
            new OddProvider(place) { Outcome = outcome => outcome.Resource is { } made ? outcome with { Resource = made with { Tag = change(made.Tag) } } : outcome }, token))).Message;
    });

    [Fact]
    public Task A_list_with_what_is_anothers_is_told() => Run(async (place, token) =>
    {
        await using LiveCluster cluster = await Make(place, token);
        OddProvider provider = new(place) { List = list => [.. list.Select(one => one with { Tag = one.Tag with { Owner = one.Tag.Owner with { Cluster = "foreign" } } })] };

        (await Thrown.ByAsync<ProviderException>(() => Make(provider, "other", token))).Message.ShouldContain("ObserveAsync: it was queried for resources of cluster 'other'");
    });

    [Fact]
    public Task A_topology_of_another_cluster_changes_nothing() => Run(async (place, token) =>
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
    public Task A_partition_has_a_name_that_can_be_printed() => Run(async (place, token) =>
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
