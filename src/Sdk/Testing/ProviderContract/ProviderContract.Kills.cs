using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;
using Shouldly;

namespace ProviderContracts;

/// <content>Tests of programs that are killed while they create nodes.</content>
public abstract partial class ProviderContract<TProvider>
{
    /// <summary>
    /// Creates a provider of the same backend for a program that is killed at one of its changes. Its calls to the
    /// backend go through <paramref name="kill"/>. The test of kills is skipped unless a test class overrides this.
    /// </summary>
    /// <param name="kill">Change at which the program is killed.</param>
    protected virtual TProvider CreateProvider(KillPoint kill) =>
        throw new NotSupportedException("CreateProvider(KillPoint) is not overridden");

    [ContractFact(NeedsKills = true)]
    public async Task The_next_program_completes_a_creation_that_was_killed_at_any_change_without_a_start_timeout()
    {
        int change = 1;
        while (await KillAndOpenAsync(change))
        {
            change++;
        }

        change.ShouldBeGreaterThan(1, "the creation made no change through KillPoint.CallAsync");
    }

    /// <returns>False if the program made fewer changes, so that it was not killed.</returns>
    private async Task<bool> KillAndOpenAsync(int change)
    {
        KillPoint kill = new(change);
        TProvider killed = CreateProvider(kill);
        await RunAsync(
            async (provider, _, token) =>
            {
                using StateFolder folder = new(provider);
                using CancellationTokenSource timeoutSource = CancellationTokenSource.CreateLinkedTokenSource(token);
                ClusterBuilder builder = DescribeOneNode(folder);
                await AwaitInTimeAsync(
                    provider,
                    timeoutSource,
                    "the program that is killed",
                    PassAsync(() => ProvisionUntilKilledAsync(builder, killed, kill, timeoutSource.Token)),
                    () => "no end"
                );
                Cluster cluster = await AwaitInTimeAsync(
                    provider,
                    timeoutSource,
                    $"the program after the one that was killed at change {change}",
                    builder
                        .UseProvider(provider.Inner)
                        .WithOptions(static settings => settings with { Lifetime = ClusterLifetime.Ephemeral })
                        .OpenOrProvisionAsync(timeoutSource.Token),
                    () => "no end"
                );
                try
                {
                    cluster
                        .Nodes.Select(node => (node.Name, node.State))
                        .ShouldBe([("contract-1", NodeState.Ready)], $"after a kill at change {change}");
                }
                finally
                {
                    await cluster.DisposeAsync();
                }

                await ObserveAsync(
                    provider,
                    cluster.Owner,
                    "a list without contract-1, which was removed",
                    resources =>
                        resources.All(resource => resource.Tag.Target != StepTarget.Node || resource.State == ResourceState.Deleting),
                    token
                );
            }
        );
        return kill.Killed.IsCompleted;
    }

    /// <summary>Provisions a cluster. A killed program leaves its requests without outcomes in the state.</summary>
    private static async Task ProvisionUntilKilledAsync(ClusterBuilder builder, TProvider killed, KillPoint kill, CancellationToken token)
    {
        using CancellationTokenSource program = CancellationTokenSource.CreateLinkedTokenSource(token);
        try
        {
            Cluster cluster = await builder.UseProvider(new KilledProvider(killed, kill, program)).ProvisionAsync(program.Token);
            await cluster.DisposeAsync();
        }
        catch (OperationCanceledException) when (kill.Killed.IsCompleted)
        {
            // A killed program disposes of nothing.
            return;
        }

        await killed.DisposeAsync();
    }

    /// <summary>Describes a cluster whose start timeout is longer than the timeout of the test.</summary>
    private ClusterBuilder DescribeOneNode(StateFolder folder) =>
        Cluster
            .Create(Topology.Create("contract-k").AddGroup(new NodeGroup(Farm, "builtin@1.0.0") { Nodes = [Number(1)] }).Build())
            .WithState(folder.Path)
            .WithOptions(settings =>
                settings with
                {
                    StoreOptions = StateFolder.Options,
                    NodeStartTimeout = 2 * (ReadyTimeout + CallTimeout),
                    CleanupTimeout = CallTimeout,
                }
            );
}
