namespace Sdk.Tests.Providers;

/// <summary>Rules of tokens, owners and epochs that the base of providers applies to the items of a backend.</summary>
public class RemoteItemTests
{
    private readonly StepRequests _requests = new();
    private readonly StepRequests _others = new(seed: 2);

    [Fact]
    public async Task One_token_creates_one_resource()
    {
        await using FakeItems provider = new();
        StepRequest request = _requests.Create("n-1");

        StepOutcome first = await provider.ApplyOneAsync(request);
        StepOutcome second = await provider.ApplyOneAsync(request);

        (first.Result, second.Resource).ShouldBe((StepResult.Succeeded, first.Resource));
        (await provider.ObserveAsync(_requests.Owner)).ShouldHaveSingleItem().ShouldBe(first.Resource);
    }

    [Theory, InlineData("owner"), InlineData("name"), InlineData("token"), InlineData("untagged")]
    public async Task A_creation_that_returns_another_resource_is_rejected(string difference)
    {
        await using FakeItems provider = new()
        {
            OnCreated = item =>
                item with
                {
                    Tag = difference switch
                    {
                        "owner" => item.Tag with { Owner = _others.Owner.ToString() },
                        "name" => item.Tag with { Name = "n-2" },
                        "token" => item.Tag with { Token = "earlier" },
                        _ => item.Tag with { Owner = "untagged" },
                    },
                },
        };

        StepOutcome outcome = await provider.ApplyOneAsync(_requests.Create("n-1"));

        (outcome.Result, outcome.Problem!.Code, outcome.Problem.Field).ShouldBe((StepResult.Failed, ProblemCode.ForeignResource, "n-1"));
    }

    [Fact]
    public async Task A_token_whose_resource_is_being_removed_is_used()
    {
        await using FakeItems provider = new() { OnCreated = item => item with { State = ResourceState.Deleting } };

        StepOutcome outcome = await provider.ApplyOneAsync(_requests.Create("n-1"));

        (outcome.Result, outcome.Problem!.Code).ShouldBe((StepResult.Failed, ProblemCode.IdempotencyTokenUsed));
    }

    [Fact]
    public async Task A_creation_of_unknown_outcome_succeeds_if_its_resource_is_found()
    {
        await using FakeItems provider = new() { OnCreated = _ => throw new TimeoutException("late") };

        StepOutcome outcome = await provider.ApplyOneAsync(_requests.Create("n-1"));

        (outcome.Result, outcome.Resource?.Tag.Name).ShouldBe((StepResult.Succeeded, "n-1"));
    }

    [Fact]
    public async Task A_creation_of_unknown_outcome_stays_unknown_without_its_resource()
    {
        FakeItems? provider = null;
        provider = new FakeItems
        {
            OnCreated = _ =>
            {
                provider!.All.Clear();
                throw new TimeoutException("late");
            },
        };
        await using (provider)
        {
            StepOutcome outcome = await provider.ApplyOneAsync(_requests.Create("n-1"));

            (outcome.Result, outcome.Problem!.Code).ShouldBe((StepResult.Unknown, ProblemCode.CallOutcomeUnknown));
        }
    }

    [Fact]
    public async Task A_creation_that_failed_without_effect_is_not_searched_for()
    {
        await using FakeItems provider = new()
        {
            OnCreated = _ =>
                throw new ProviderException("items", [new Problem(ProblemCode.InsufficientCapacity, "all are in use", "request fewer")]),
        };

        StepOutcome outcome = await provider.ApplyOneAsync(_requests.Create("n-1"));

        (outcome.Result, outcome.Problem!.Code, provider.FindCount).ShouldBe((StepResult.Failed, ProblemCode.InsufficientCapacity, 0));
    }

    [Fact]
    public async Task The_search_for_a_created_resource_takes_at_most_ten_seconds()
    {
        await using SimulationProvider simulation = new() { Seed = 5 };
        await simulation.RunAsync(async _ =>
        {
            await using FakeItems provider = new(new RemoteProviderSettings("items") { Clock = simulation.Clock })
            {
                OnCreated = _ => throw new TimeoutException("late"),
                OnFind = () => new TaskCompletionSource().Task,
            };
            TimeSpan start = simulation.Elapsed;

            StepOutcome outcome = await provider.ApplyOneAsync(_requests.Create("n-1"));

            (outcome.Result, simulation.Elapsed - start).ShouldBe((StepResult.Unknown, TimeSpan.FromSeconds(10)));
        });
    }

    [Fact]
    public async Task A_change_keeps_ID_and_token_and_stores_digest_and_epoch()
    {
        await using FakeItems provider = new();
        Resource node = await CreateAsync(provider, "n-1");
        StepRequest change = _requests.Change(node, epoch: 3);

        StepOutcome outcome = await provider.ApplyOneAsync(change);

        outcome.Resource.ShouldBe(node with { Tag = node.Tag with { Epoch = 3, Digest = change.Tag.Digest } });
        (await provider.ObserveAsync(null)).ShouldHaveSingleItem().ShouldBe(outcome.Resource);
    }

    [Fact]
    public async Task Without_an_ID_a_resource_is_found_by_owner_and_name()
    {
        await using FakeItems provider = new();
        Resource node = await CreateAsync(provider, "n-1");
        await provider.ApplyOneAsync(_others.Create("n-1"));

        StepOutcome outcome = await provider.ApplyOneAsync(_requests.Destroy(node) with { ResourceId = null });

        outcome.Result.ShouldBe(StepResult.Succeeded);
        (await provider.ObserveAsync(null)).ShouldHaveSingleItem().Tag.Owner.ShouldBe(_others.Owner);
    }

    [Fact]
    public async Task A_missing_resource_is_removed_and_cannot_be_changed()
    {
        await using FakeItems provider = new();
        Resource node = await CreateAsync(provider, "n-1");
        provider.All.Clear();

        StepOutcome removal = await provider.ApplyOneAsync(_requests.Destroy(node));
        StepOutcome change = await provider.ApplyOneAsync(_requests.Change(node));

        removal.Result.ShouldBe(StepResult.Succeeded);
        (change.Result, change.Problem!.Code, change.CanRetry).ShouldBe((StepResult.Failed, ProblemCode.ResourceNotFound, false));
    }

    [Fact]
    public async Task A_resource_whose_ID_is_used_again_for_another_name_is_missing()
    {
        await using FakeItems provider = new();
        Resource node = await CreateAsync(provider, "n-1");
        provider.All[node.Id] = provider.All[node.Id] with { Tag = provider.All[node.Id].Tag with { Name = "n-2" } };

        (await provider.ApplyOneAsync(_requests.Destroy(node))).Result.ShouldBe(StepResult.Succeeded);
        (await provider.ApplyOneAsync(_requests.Change(node))).Problem!.Code.ShouldBe(ProblemCode.ResourceNotFound);

        provider.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_resource_that_is_being_removed_cannot_be_changed()
    {
        await using FakeItems provider = new();
        Resource node = await CreateAsync(provider, "n-1");
        provider.All[node.Id] = provider.All[node.Id] with { State = ResourceState.Deleting };

        (await provider.ApplyOneAsync(_requests.Change(node))).Problem!.Code.ShouldBe(ProblemCode.ResourceNotFound);
        (await provider.ApplyOneAsync(_requests.Destroy(node))).Result.ShouldBe(StepResult.Succeeded);
    }

    [Fact]
    public async Task A_resource_of_another_owner_is_neither_changed_nor_removed()
    {
        await using FakeItems provider = new();
        Resource node = await CreateAsync(provider, "n-1");

        ValueList<StepOutcome> outcomes = await provider.ApplyAllAsync([_others.Change(node), _others.Destroy(node)]);

        outcomes.ShouldAllBe(outcome => outcome.Result == StepResult.Failed && outcome.Problem!.Code == ProblemCode.ForeignResource);
        (await provider.ObserveAsync(null)).ShouldBe([node]);
    }

    [Fact]
    public async Task A_controller_with_a_lower_epoch_changes_and_removes_nothing()
    {
        await using FakeItems provider = new();
        Resource node = (await provider.ApplyOneAsync(_requests.Change(await CreateAsync(provider, "n-1"), epoch: 2))).Resource!;

        ValueList<StepOutcome> outcomes = await provider.ApplyAllAsync([
            _requests.Change(node, epoch: 1),
            _requests.Destroy(node, epoch: 1),
        ]);

        outcomes.ShouldAllBe(outcome => outcome.Result == StepResult.Failed && outcome.Problem!.Code == ProblemCode.LeaseLost);
        (await provider.ObserveAsync(null)).ShouldBe([node]);
    }

    [Theory, InlineData(9, StepResult.Succeeded, 10), InlineData(10, StepResult.Failed, 10)]
    public async Task A_resource_that_changes_meanwhile_is_found_again_up_to_ten_times(int conflicts, StepResult result, int findCount)
    {
        await using FakeItems provider = new();
        Resource node = await CreateAsync(provider, "n-1");
        foreach (StepRequest request in new[] { _requests.Change(node), _requests.Destroy(node) })
        {
            provider.Conflicts = conflicts;
            int before = provider.FindCount;

            StepOutcome outcome = await provider.ApplyOneAsync(request);

            (outcome.Result, outcome.CanRetry, provider.FindCount - before).ShouldBe((result, result == StepResult.Failed, findCount));
        }
    }

    [Fact]
    public async Task A_target_that_the_backend_does_not_manage_succeeds_without_a_resource()
    {
        await using FakeItems provider = new();

        StepOutcome outcome = await provider.ApplyOneAsync(_requests.CreateNetwork("lan"));

        (outcome.Result, outcome.Resource, provider.All.Count).ShouldBe((StepResult.Succeeded, null, 0));
    }

    [Fact]
    public async Task A_target_that_the_backend_manages_is_an_item()
    {
        await using FakeItems provider = new() { ManagesNetworks = true };

        StepOutcome outcome = await provider.ApplyOneAsync(_requests.CreateNetwork("lan"));

        (outcome.Result, outcome.Resource?.Tag.Target, provider.All.Count).ShouldBe((StepResult.Succeeded, StepTarget.Network, 1));
    }

    private async Task<Resource> CreateAsync(FakeItems provider, string name) =>
        (await provider.ApplyOneAsync(_requests.Create(name))).Resource!;
}
