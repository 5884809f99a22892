using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Clusters.Reaping;
using Scalewright.Providers;
using Scalewright.Providers.Simulation;
using Scalewright.Topologies;
using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

/// <summary>What a cluster says when its provider answers what no provider may.</summary>
public class ProviderContractBreachTests
{
    [Theory, InlineData(0), InlineData(-1)]
    public Task A_provider_that_takes_no_orders_is_refused_before_anything_is_made(int ordersMax) => Run(async (place, token) =>
    {
        OddProvider provider = new(place) { OrdersMax = ordersMax };

        ProviderException made = await Thrown.ByAsync<ProviderException>(() => Make(provider, token));
        ProviderException reaped = await Thrown.ByAsync<ProviderException>(() => Reaper.ReapAsync(provider, new ReapRequest(), token));

        made.Message.ShouldContain($"Provider 'odd' has 1 error:\n  OrdersMax: it is {ordersMax}, so that no step can be ordered; mend the provider");
        reaped.Problems.ShouldBe(made.Problems);
        (await place.ObserveAsync(null, token)).ShouldBeEmpty();
    });

    [Fact]
    public Task An_outcome_that_cannot_be_one_is_told_with_the_provider_and_the_step() => Run(async (place, token) =>
    {
        (await RefusedAsync(new OddProvider(place) { Outcome = _ => null })).ShouldContain("Provider 'odd' has 1 error:\n  ApplyAsync: it gave null instead of an outcome");
        (await RefusedAsync(new OddProvider(place) { Outcome = outcome => outcome.Resource is { Tag.Target: Scalewright.Planning.StepTarget.Node } ? outcome with { Resource = null } : outcome }))
            .ShouldContain("ApplyAsync: 'create node n1' is done and there is no Resource");
        (await RefusedAsync(new OddProvider(place) { Outcome = outcome => outcome with { Result = StepResult.Failed, Problem = null } })).ShouldContain("failed and there is no Problem that says why");
        (await RefusedAsync(new OddProvider(place) { Outcome = outcome => outcome with { Result = (StepResult)7 } })).ShouldContain("ended as 7, which is no StepResult");

        async Task<string> RefusedAsync(OddProvider provider) => (await Thrown.ByAsync<ProviderException>(() => Make(provider, token))).Message;
    });

    [Fact]
    public Task A_list_that_is_none_is_told_with_the_provider_and_the_call() => Run(async (place, token) =>
    {
        (await Thrown.ByAsync<ProviderException>(() => Make(new OddProvider(place) { List = _ => null }, token))).Message.ShouldContain("ObserveAsync: it gave null instead of a list");
        (await Thrown.ByAsync<ProviderException>(() => Make(new OddProvider(place) { List = _ => [null!] }, token))).Message.ShouldContain("ObserveAsync: its list has null in it");
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

    private static async Task<string[]> ProblemsAsync(LiveCluster cluster, CancellationToken token)
    {
        List<string> problems = [];
        await foreach (NodeResult result in cluster.Nodes.RunAsync(["hostname"], token))
        {
            problems.AddRange(result.Problem is { } problem ? [$"{problem.Field}: {problem.Found}"] : []);
        }

        return [.. problems];
    }

    private static Task<LiveCluster> Make(IProvider provider, CancellationToken token) => LiveCluster.Create(Topology.Create("demo")
        .AddGroup(new NodeGroup("web", "by-hand") { Nodes = [new NodeSpec("n1", 1), new NodeSpec("n2", 2)] })
        .Build()).UseProvider(provider).ProvisionAsync(token);

    private static async Task Run(Func<SimulationProvider, CancellationToken, Task> story)
    {
        await using SimulationProvider provider = new() { Seed = 5 };
        await provider.RunAsync(token => story(provider, token));
    }
}
