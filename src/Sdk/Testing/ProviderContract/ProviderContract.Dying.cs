using Scalewright;
using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Journals;
using Scalewright.Planning;
using Scalewright.Providers;
using Shouldly;

namespace ProviderContracts;

/// <content>Tests of running commands on nodes that are deleted.</content>
public abstract partial class ProviderContract<TProvider>
{
    // Longer than any test; the simulation sleeps at most 24 days.
    private static readonly TimeSpan Endless = TimeSpan.FromDays(20);

    [ContractFact(NeedsAgent = true)]
    public Task A_running_command_fails_when_the_cluster_deletes_its_node() => OnClusterAsync(1, async (cluster, token) =>
        {
            Task<CommandResult> running = await StartEndlessAsync(cluster, token);

            await cluster.DestroyAsync(token);

            await CheckFailsWithNodeAsync(cluster, running);
        });

    [ContractFact(NeedsAgent = true)]
    public Task A_running_command_fails_when_another_client_deletes_its_node() =>
        OnClusterAsync(
            1,
            static (builder, _) => builder,
            async (cluster, provider, token) =>
            {
                Task<CommandResult> running = await StartEndlessAsync(cluster, token);
                Resource node = (await provider.ObserveAsync(cluster.Owner, token)).Single(resource =>
                    resource.Tag.Target == StepTarget.Node
                );
                ResourceTag tag = node.Tag with
                {
                    Token = Lineage.CreateRandom(_random ??= CreateRandom()).ToString(),
                    Epoch = cluster.Epoch,
                };

                await ApplyOneAsync(provider, new StepRequest(new DestroyNode(Farm, cluster.Nodes[0].Spec), tag, node.Id), token);
                await ObserveAsync(
                    provider,
                    cluster.Owner,
                    $"a list without {node.Tag.Name}, which was removed",
                    resources => resources.All(resource => resource.Id != node.Id),
                    token
                );
                await cluster.ObserveAsync(token);

                await CheckFailsWithNodeAsync(cluster, running);
            }
        );

    private static async Task<Task<CommandResult>> StartEndlessAsync(Cluster cluster, CancellationToken token)
    {
        CommandRequest endless = new(["sleep", FormattableString.Invariant($"{Endless.TotalSeconds:0}")]) { Timeout = Endless };
        Task<CommandResult> running = cluster.Nodes[0].RunAsync(endless, token);
        await cluster.Nodes[0].RunAsync(["true"], token);
        await Task.Delay(Pause, cluster.Provider.Clock, token);
        running.IsCompleted.ShouldBeFalse("the command has no end of its own");
        return running;
    }

    private async Task CheckFailsWithNodeAsync(Cluster cluster, Task<CommandResult> running)
    {
        AgentException failure = await CaptureFailureAsync(() =>
            new ResponseTimer(cluster.Provider.Clock).HandleAsync(running, CallLimit, "the end of a command whose node was removed", () =>
                "no end"
            )
        );

        (failure.Node, failure.Code, failure.IsOutcomeUnknown).ShouldBe(
            ("contract-1", ProblemCode.ResourceNotFound, true),
            failure.Message
        );
    }
}
