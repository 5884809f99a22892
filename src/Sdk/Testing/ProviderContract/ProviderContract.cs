using Scalewright;
using Scalewright.Providers;
using Scalewright.Topologies;
using Shouldly;

namespace ProviderContracts;

/// <summary>Contract tests for every provider. Derive a test class and implement the factory method.</summary>
/// <remarks>Each test creates a provider, uses its <c>RunAsync</c> and own owners, and deletes its resources.</remarks>
public abstract partial class ProviderContract<TProvider>
    where TProvider : IProvider
{
    private const int MaxCancelled = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Creates a provider for one test.</summary>
    protected abstract TProvider CreateProvider();

    /// <summary>Creates the random source for tokens and lineages; fixed for a provider in virtual time.</summary>
    protected abstract Random CreateRandom();

    /// <summary>Maximum number of nodes that the provider supports at the same time.</summary>
    protected virtual int MaxNodes => 200;

    /// <summary>
    /// Timeout for the response to a call, for the next outcome, and after <see cref="IProvider.ConsistencyWindow"/>
    /// for a change to appear in lists. By the provider's clock. Default 1 minute. A test that exceeds it fails and
    /// reports what it waited for.
    /// </summary>
    protected virtual TimeSpan CallTimeout => TimeSpan.FromMinutes(1);

    /// <summary>Timeout for a node to become ready, by the provider's clock. Default 10 minutes.</summary>
    protected virtual TimeSpan ReadyTimeout => TimeSpan.FromMinutes(10);

    /// <summary>Path on a node for a test file; must be unique if nodes and tests share files.</summary>
    protected virtual string TextPath => "/tmp/contract.txt";

    /// <summary>Returns the specification of a node that the provider can create.</summary>
    protected virtual NodeSpec Specify(string name) => new(name, 1);

    [ContractFact]
    public Task Created_resources_are_listed_with_their_tags() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                StepRequest[] requested = [caller.CreateNetwork("contract-net"), caller.CreateGroup(), caller.CreateNode("contract-1")];
                foreach (StepRequest request in requested)
                {
                    StepOutcome outcome = await ApplyOneAsync(provider, request, token);
                    outcome.Result.ShouldBe(StepResult.Succeeded);
                }

                ValueList<Resource> resources = await ObserveAsync(
                    provider,
                    caller.Owner,
                    "contract-1, which was made, in the list",
                    all => all.Any(resource => resource.Tag.Name == "contract-1"),
                    token
                );

                foreach (Resource resource in resources)
                {
                    resource.Tag.ShouldBe(requested.Single(request => request.Token == resource.Tag.Token).Tag);
                }
            }
        );

    [ContractFact]
    public Task A_node_becomes_ready() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                Resource node = await MakeReadyAsync(provider, caller.CreateNode("contract-1"), token);

                node.Tag.Name.ShouldBe("contract-1");
                node.EndsAt.ShouldBeNull();
            }
        );

    [ContractFact]
    public Task No_step_starts_before_the_outcomes_are_enumerated() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                _ = provider.ApplyAsync([caller.CreateNode("contract-1")], token);
                await Task.Delay(Pause, provider.Clock, token);

                (await provider.ObserveAsync(caller.Owner, token)).ShouldBeEmpty();
            }
        );

    [ContractFact]
    public Task The_same_token_creates_one_node() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                StepRequest request = caller.CreateNode("contract-1");

                StepOutcome first = await ApplyOneAsync(provider, request, token);
                StepOutcome again = await ApplyOneAsync(provider, request, token);

                again.Result.ShouldBe(StepResult.Succeeded);
                again.Resource!.Id.ShouldBe(first.Resource!.Id);
                (
                    await ObserveAsync(provider, caller.Owner, "contract-1, which was made, in the list", all => all.Count > 0, token)
                ).Count.ShouldBe(1);
            }
        );

    [ContractFact]
    public Task Another_token_creates_another_node() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                Resource first = (await ApplyOneAsync(provider, caller.CreateNode("contract-1"), token)).Resource!;
                Resource second = (await ApplyOneAsync(provider, caller.CreateNode("contract-2"), token)).Resource!;

                second.Id.ShouldNotBe(first.Id);
            }
        );

    [ContractFact]
    public Task A_list_contains_the_resources_of_one_owner_or_of_all_owners() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                ContractRequests otherCaller = MakeRequests("contract-b");
                await ApplyOneAsync(provider, caller.CreateNode("contract-1"), token);
                Resource otherNode = (await ApplyOneAsync(provider, otherCaller.CreateNode("contract-b-1"), token)).Resource!;

                ValueList<Resource> ownResources = await ObserveAsync(
                    provider,
                    caller.Owner,
                    "contract-1, which was made, in the list of its owner",
                    resources => resources.Count > 0,
                    token
                );
                ValueList<Resource> all = await ObserveAsync(
                    provider,
                    null,
                    "nodes of both owners in the list of all",
                    resources => resources.Any(resource => resource.Id == otherNode.Id) && resources.Count > 1,
                    token
                );

                ownResources.Select(resource => resource.Tag.Owner).ShouldBe([caller.Owner]);
                all.Select(resource => resource.Tag.Owner).ShouldContain(caller.Owner);
                all.Select(resource => resource.Tag.Owner).ShouldContain(otherCaller.Owner);
                await ApplyOneAsync(provider, otherCaller.DestroyNode(otherNode), token);
            }
        );

    [ContractFact]
    public Task F_PROV_14_resources_of_another_owner_are_neither_changed_nor_deleted() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                ContractRequests otherCaller = MakeRequests("contract-b");
                Resource otherNode = (await ApplyOneAsync(provider, otherCaller.CreateNode("contract-1"), token)).Resource!;

                StepOutcome changed = await ApplyOneAsync(provider, caller.ChangeNode(otherNode, Relabelled("contract-1")), token);
                StepOutcome removed = await ApplyOneAsync(provider, caller.DestroyNode(otherNode), token);

                (changed.Result, changed.Problem?.Code).ShouldBe((StepResult.Failed, ProblemCode.ForeignResource));
                (removed.Result, removed.Problem?.Code).ShouldBe((StepResult.Failed, ProblemCode.ForeignResource));
                (
                    await ObserveAsync(
                        provider,
                        otherCaller.Owner,
                        "contract-1 of another owner in the list",
                        resources => resources.Count > 0,
                        token
                    )
                )
                    .ShouldHaveSingleItem()
                    .Tag.Digest.ShouldBe(otherNode.Tag.Digest);
                await ApplyOneAsync(provider, otherCaller.DestroyNode(otherNode), token);
            }
        );

    [ContractFact]
    public Task F_PROV_18_a_lease_holder_of_an_earlier_epoch_cannot_change_or_delete_later_nodes() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                ContractRequests next = caller.ForNextHolder();
                Resource created = (await ApplyOneAsync(provider, next.CreateNode("contract-1"), token)).Resource!;

                StepOutcome changed = await ApplyOneAsync(provider, caller.ChangeNode(created, Relabelled("contract-1")), token);
                StepOutcome removed = await ApplyOneAsync(provider, caller.DestroyNode(created), token);

                (changed.Result, changed.Problem?.Code).ShouldBe((StepResult.Failed, ProblemCode.LeaseLost));
                (removed.Result, removed.Problem?.Code).ShouldBe((StepResult.Failed, ProblemCode.LeaseLost));
                (
                    await ObserveAsync(
                        provider,
                        caller.Owner,
                        "contract-1, which was made, in the list",
                        resources => resources.Any(resource => resource.Id == created.Id),
                        token
                    )
                )
                    .Single(resource => resource.Id == created.Id)
                    .Tag.Digest.ShouldBe(created.Tag.Digest);
                (await ApplyOneAsync(provider, next.DestroyNode(created), token)).Result.ShouldBe(StepResult.Succeeded);
            }
        );

    [ContractFact]
    public Task An_earlier_lease_holder_cannot_delete_a_changed_node() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                Resource node = (await ApplyOneAsync(provider, caller.CreateNode("contract-1"), token)).Resource!;
                ContractRequests next = caller.ForNextHolder();
                await ObserveAsync(
                    provider,
                    caller.Owner,
                    "contract-1, which was made, in the list",
                    resources => resources.Count == 1,
                    token
                );
                (await ApplyOneAsync(provider, next.ChangeNode(node, Relabelled("contract-1")), token)).Result.ShouldBe(
                    StepResult.Succeeded
                );

                StepOutcome removed = await ApplyOneAsync(provider, caller.DestroyNode(node), token);

                (removed.Result, removed.Problem?.Code).ShouldBe((StepResult.Failed, ProblemCode.LeaseLost));
                await ApplyOneAsync(provider, next.DestroyNode(node), token);
            }
        );

    [ContractFact]
    public Task F_PROV_10_deleting_a_node_twice_succeeds() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                Resource node = (await ApplyOneAsync(provider, caller.CreateNode("contract-1"), token)).Resource!;

                await ObserveAsync(
                    provider,
                    caller.Owner,
                    "contract-1, which was made, in the list",
                    resources => resources.Count == 1,
                    token
                );
                StepOutcome first = await ApplyOneAsync(provider, caller.DestroyNode(node), token);
                StepOutcome again = await ApplyOneAsync(provider, caller.DestroyNode(node), token);

                (first.Result, again.Result).ShouldBe((StepResult.Succeeded, StepResult.Succeeded));
                await ObserveAsync(
                    provider,
                    caller.Owner,
                    "a list without contract-1, which was removed",
                    resources => resources.Count == 0,
                    token
                );
            }
        );

    [ContractFact]
    public Task F_PROV_04_a_failed_step_does_not_affect_the_others() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                Resource gone = (await ApplyOneAsync(provider, caller.CreateNode("contract-1"), token)).Resource!;
                await RemoveAsync(provider, caller, gone, token);
                StepRequest change = caller.ChangeNode(gone, Relabelled("contract-1"));
                StepRequest create = caller.CreateNode("contract-2");

                ValueList<StepOutcome> outcomes = await ApplyAsync(provider, [change, create], token);

                StepOutcome failed = outcomes.Single(outcome => outcome.Token == change.Token);
                failed.Result.ShouldBe(StepResult.Failed);
                failed.Problem.ShouldNotBeNull();
                outcomes.Single(outcome => outcome.Token == create.Token).Result.ShouldBe(StepResult.Succeeded);
                (
                    await ObserveAsync(
                        provider,
                        caller.Owner,
                        "contract-2, which was made, in the list",
                        resources => resources.Count > 0,
                        token
                    )
                )
                    .Select(resource => resource.Tag.Name)
                    .ShouldBe(["contract-2"]);
            }
        );

    [ContractFact]
    public Task A_change_keeps_the_node_and_updates_its_tag() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                Resource node = (await ApplyOneAsync(provider, caller.CreateNode("contract-1"), token)).Resource!;
                StepRequest change = caller.ChangeNode(node, Relabelled("contract-1"));

                StepOutcome outcome = await ApplyOneAsync(provider, change, token);

                outcome.Result.ShouldBe(StepResult.Succeeded);
                Resource changed = (
                    await ObserveAsync(
                        provider,
                        caller.Owner,
                        $"contract-1 with the digest of the change, {change.Tag.Digest}",
                        resources => resources.Any(resource => resource.Tag.Digest == change.Tag.Digest),
                        token
                    )
                ).Single();
                changed.Id.ShouldBe(node.Id);
                changed.Tag.ShouldBe(node.Tag with { Digest = change.Tag.Digest });
            }
        );

    [ContractFact]
    public Task A_call_canceled_before_its_outcomes_are_enumerated_starts_no_step() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(token);
                Cancel(ended);

                ValueList<StepOutcome> outcomes = await ApplyAsync(
                    provider,
                    caller.CreateNodes(Math.Min(MaxNodes, MaxCancelled)),
                    ended.Token
                );
                await SettleAsync(provider, token);

                outcomes.ShouldBeEmpty("nothing is started after a cancellation, so there is nothing to report");
                (await provider.ObserveAsync(caller.Owner, token)).ShouldBeEmpty("nothing is started after a cancellation");
            }
        );

    [ContractFact]
    public Task After_a_cancellation_no_step_starts_and_all_started_steps_have_outcomes() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(token);
                List<StepOutcome> outcomes = [];
                HashSet<string> before = [];
                await foreach (StepOutcome outcome in provider.ApplyAsync(caller.CreateNodes(MaxNodes), ending.Token))
                {
                    outcomes.Add(outcome);
                    if (outcomes.Count == 1)
                    {
                        Cancel(ending);
                        await SettleAsync(provider, token);
                        before = [.. (await provider.ObserveAsync(caller.Owner, token)).Select(resource => resource.Tag.Token)];
                    }
                }

                await ObserveAsync(
                    provider,
                    caller.Owner,
                    $"the {outcomes.Count} nodes that were reported as made in the list",
                    all => all.Count >= outcomes.Count,
                    token
                );
                await SettleAsync(provider, token);
                ValueList<Resource> resources = await provider.ObserveAsync(caller.Owner, token);

                outcomes.ShouldAllBe(outcome => outcome.Result == StepResult.Succeeded);
                resources.Select(resource => resource.Tag.Token).ShouldBe(outcomes.Select(outcome => outcome.Token), ignoreOrder: true);

                // Running work may still complete, but not more than can run concurrently.
                resources
                    .Count(resource => !before.Contains(resource.Tag.Token))
                    .ShouldBeLessThanOrEqualTo(
                        provider.MaxBatchSize,
                        "more was made after the cancellation than can have been under way: MaxBatchSize"
                    );
            }
        );

    [ContractFact]
    public Task Many_nodes_are_created_at_once_and_listed_in_order_of_creation() =>
        RunAsync(
            async (provider, caller, token) =>
            {
                ValueList<StepRequest> wave = caller.CreateNodes(Math.Min(MaxNodes, provider.MaxBatchSize));

                ValueList<StepOutcome> outcomes = await ApplyAsync(provider, wave, token);
                ValueList<Resource> resources = await ObserveAsync(
                    provider,
                    caller.Owner,
                    $"the {wave.Count} nodes that were made in the list",
                    all => all.Count == wave.Count,
                    token
                );

                outcomes.Select(outcome => outcome.Token).ShouldBe(wave.Select(request => request.Token), ignoreOrder: true);
                resources.Select(resource => resource.Id).ShouldBeUnique();
                resources.ShouldBe(
                    resources.OrderBy(resource => resource.CreatedAt).ThenBy(resource => resource.Id, StringComparer.Ordinal)
                );
            }
        );

    private NodeSpec Relabelled(string name) => Specify(name) with { Labels = ValueMap<string>.Empty.With("color", "red") };

    // Not CancelAsync, which would leave the event loop of a simulation.
    private static void Cancel(CancellationTokenSource source) => source.Cancel();
}
