namespace Simulation.Tests.Providers;

public class CloudFaultTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public Task F_PROV_04_seven_of_ten_nodes_are_created_and_the_three_failed_ones_leave_no_trace() =>
        Simulate(Clouds(new CloudModel { CapacityCount = 7 }), async provider =>
        {
            ValueList<StepOutcome> outcomes = await provider.ApplyAllAsync(Orders.CreateNodes(10, "hotel"));
            ValueList<StepOutcome> again = await provider.ApplyAllAsync(Orders.CreateNodes(10, "hotel"));

            outcomes.Count(outcome => outcome.Result == StepResult.Succeeded).ShouldBe(7);
            again.ShouldBe(outcomes, ignoreOrder: true);
            (await provider.ObserveAsync(null)).Count.ShouldBe(7);
        });

    [Theory]
    [InlineData(4, int.MaxValue, "insufficient-capacity", "there are 4 nodes, 4 in use here and 0 by others")]
    [InlineData(int.MaxValue, 4, "quota-exceeded", "the quota is 4 nodes, and 4 are in use")]
    public Task F_PROV_07_a_shortage_is_reported_with_its_numbers_and_as_not_retryable(
        int capacity,
        int quota,
        string word,
        string found
    ) => Simulate(Clouds(new CloudModel { CapacityCount = capacity, QuotaCount = quota }), async provider =>
        {
            StepOutcome refused = (await provider.ApplyAllAsync(Orders.CreateNodes(5, "hotel"))).Single(outcome =>
                outcome.Result == StepResult.Failed
            );

            (refused.CanRetry, refused.Problem!.Code.Name, refused.Problem.Message).ShouldBe((false, word, found));
        });

    [Fact]
    public Task F_PROV_07_capacity_used_by_others_is_unavailable_until_they_release_it() =>
        Simulate(Clouds(new CloudModel { CapacityCount = 4 }), async provider =>
        {
            provider.Inject(new LimitCloud("hotel") { CapacityCount = 0, Duration = 60 * Second });
            (await provider.ApplyAllAsync(Orders.CreateNode("node-1", "hotel")))
                .Single()
                .Problem!.Code.ShouldBe(ProblemCode.InsufficientCapacity);

            await Task.Delay(61 * Second, provider.Clock);

            (await provider.ApplyAllAsync(Orders.CreateNode("node-1", "hotel"))).Single().Result.ShouldBe(StepResult.Succeeded);
        });

    [Fact]
    public Task F_PROV_05_an_eventually_consistent_list_shows_creations_and_deletions_late() =>
        Simulate(new SimulationOptions(), async provider =>
        {
            provider.Inject(new DelayListUpdates(60 * Second) { Duration = 300 * Second });
            Resource node = (await provider.ApplyAllAsync(Orders.CreateNode("node-1"))).Single().Resource!;
            (await provider.ObserveAsync(null)).ShouldBeEmpty();
            await Task.Delay(61 * Second, provider.Clock);
            (await provider.ObserveAsync(null)).Single().State.ShouldBe(ResourceState.Pending);

            await provider.ApplyAllAsync(Orders.DestroyNode(node));

            (await provider.ObserveAsync(null)).Select(one => one.Id).ShouldBe([node.Id]);
            (await provider.ApplyAllAsync(Orders.DestroyNode(node))).Single().Result.ShouldBe(StepResult.Succeeded);
            await Task.Delay(61 * Second, provider.Clock);
            (await provider.ObserveAsync(null)).ShouldBeEmpty();
        });

    [Fact]
    public Task F_PROV_06_a_list_whose_pages_change_while_it_is_read_returns_each_resource_once() =>
        Simulate(new SimulationOptions { Calls = new CallModel { PageSize = 10 } }, async provider =>
        {
            ValueList<StepOutcome> made = await provider.ApplyAllAsync(Orders.CreateNodes(100));
            Task<ValueList<Resource>> listing = provider.ObserveAsync(null);
            ValueList<StepRequest> removals = made.Where((_, index) => index % 2 == 0)
                .Select(outcome => Orders.DestroyNode(outcome.Resource!))
                .ToValueList();

            await provider.ApplyAllAsync(removals);
            ValueList<Resource> found = await listing;

            found.Select(one => one.Id).ShouldBeUnique();
            made.Where((_, index) => index % 2 == 1)
                .Select(outcome => outcome.Resource!.Id)
                .Except(found.Select(one => one.Id))
                .ShouldBeEmpty();
        });

    [Fact]
    public Task F_PROV_06_an_endless_list_of_pages_is_reported_as_an_error() =>
        Simulate(
            new SimulationOptions
            {
                Calls = new CallModel { PageSize = 10, MaxPages = 50 },
            },
            async provider =>
            {
                await provider.ApplyAllAsync(Orders.CreateNodes(100));
                provider.Inject(new RepeatPages());
                await Task.Delay(Second, provider.Clock);

                ProviderException failure = await Failures.OfAsync<ProviderException>(() => provider.ObserveAsync(null));

                failure.Problems.Single().Code.ShouldBe(ProblemCode.EndlessListing);
            }
        );

    [Theory, InlineData(120), InlineData(30), InlineData(0)]
    public Task F_PROV_08_a_reclaimed_spot_node_reports_its_end_and_is_gone_at_that_time(int notice) =>
        Simulate(Clouds(new CloudModel { IsSpot = true, SpotNoticePeriod = notice * Second }), async provider =>
        {
            await provider.ApplyAllAsync(Orders.CreateNode("node-1", "hotel"));
            await Task.Delay(100 * Second, provider.Clock);
            DateTimeOffset now = provider.Clock.GetUtcNow();
            provider.Inject(new ReclaimSpot("hotel", 5));
            await Task.Delay(Second, provider.Clock);

            ValueList<Resource> found = await provider.ObserveAsync(null);

            found.Select(one => one.EndsAt).ShouldBe(notice > 0 ? [now + (notice * Second)] : []);
            await Task.Delay(notice * Second, provider.Clock);
            (await provider.ObserveAsync(null)).ShouldBeEmpty();
        });

    [Fact]
    public Task F_PROV_09_nodes_stuck_in_pending_or_deleting_keep_their_state_and_their_capacity() =>
        Simulate(Clouds(new CloudModel { CapacityCount = 1 }), async provider =>
        {
            provider.Inject(new HangBoots());
            provider.Inject(new HangRemovals());
            Resource node = (await provider.ApplyAllAsync(Orders.CreateNode("node-1", "hotel"))).Single().Resource!;
            await Task.Delay(TimeSpan.FromDays(1), provider.Clock);
            (await provider.ObserveAsync(null)).Single().State.ShouldBe(ResourceState.Pending);

            (await provider.ApplyAllAsync(Orders.DestroyNode(node))).Single().Result.ShouldBe(StepResult.Succeeded);
            await Task.Delay(TimeSpan.FromDays(1), provider.Clock);

            (await provider.ObserveAsync(null)).Single().State.ShouldBe(ResourceState.Deleting);
            (await provider.ApplyAllAsync(Orders.CreateNode("node-2", "hotel")))
                .Single()
                .Problem!.Code.ShouldBe(ProblemCode.InsufficientCapacity);
        });

    [Fact]
    public Task F_PROV_10_a_group_with_nodes_is_not_deleted_until_they_are_gone() => Simulate(new SimulationOptions(), async provider =>
        {
            Resource group = (await provider.ApplyAllAsync(Orders.CreateGroup("farm"))).Single().Resource!;
            Resource node = (await provider.ApplyAllAsync(Orders.CreateNode("node-1"))).Single().Resource!;

            StepOutcome refused = (await provider.ApplyAllAsync(Orders.DestroyGroup(group))).Single();
            await provider.ApplyAllAsync(Orders.DestroyNode(node));
            StepOutcome done = (await provider.ApplyAllAsync(Orders.DestroyGroup(group))).Single();

            (refused.Result, refused.CanRetry, refused.Problem!.Code, done.Result).ShouldBe(
                (StepResult.Failed, true, ProblemCode.ResourceInUse, StepResult.Succeeded)
            );
        });

    [Fact]
    public Task F_PROV_11_a_late_deletion_does_not_affect_a_new_node_with_the_same_ID() =>
        Simulate(new SimulationOptions(), async provider =>
        {
            provider.Inject(new ReuseIds());
            Resource old = (await provider.ApplyAllAsync(Orders.CreateNode("node-1", token: "first"))).Single().Resource!;
            StepRequest removal = Orders.DestroyNode(old);
            await provider.ApplyAllAsync(removal);
            Resource young = (await provider.ApplyAllAsync(Orders.CreateNode("node-1", token: "second"))).Single().Resource!;

            StepOutcome late = (await provider.ApplyAllAsync(removal)).Single();

            young.Id.ShouldBe(old.Id);
            late.Result.ShouldBe(StepResult.Succeeded);
            (await provider.ObserveAsync(null)).Single().ShouldBe(young);
            await Failures.OfAsync<Scalewright.Agents.AgentException>(() => provider.ConnectAsync(old));
        });

    [Fact]
    public Task F_PROV_13_changes_and_deletions_by_others_appear_in_the_list() => Simulate(new SimulationOptions(), async provider =>
        {
            await provider.ApplyAllAsync(Orders.CreateNodes(2));
            provider.Inject(new ChangeResource("node-1", "0123456789abcdef"));
            provider.Inject(new RemoveResource("node-2"));
            await Task.Delay(Second, provider.Clock);

            ValueList<Resource> found = await provider.ObserveAsync(null);

            found.Select(one => (one.Tag.Name, one.Tag.Digest)).ShouldBe([("node-1", "0123456789abcdef")]);
        });

    [Fact]
    public Task F_PROV_14_a_node_of_another_owner_with_the_same_name_is_not_deleted() => Simulate(new SimulationOptions(), async provider =>
        {
            Owner other = new(new Scalewright.Journals.Lineage(2), "demo");
            Resource foreign = (await provider.ApplyAllAsync(Orders.CreateNode("node-1", owner: other))).Single().Resource!;
            StepRequest removal = Orders.DestroyNode(foreign);

            StepOutcome refused = (await provider.ApplyAllAsync(removal with { Tag = removal.Tag with { Owner = Orders.Owner } })).Single();
            StepOutcome nameless = (
                await provider.ApplyAllAsync(
                    removal with
                    {
                        Tag = removal.Tag with { Owner = Orders.Owner, Token = "other" },
                        ResourceId = null,
                    }
                )
            ).Single();

            (refused.Problem!.Code, nameless.Result).ShouldBe((ProblemCode.ForeignResource, StepResult.Succeeded));
            (await provider.ObserveAsync(null)).Single().ShouldBe(foreign);
        });

    [Fact]
    public Task F_PROV_18_a_request_of_a_superseded_epoch_is_rejected() => Simulate(new SimulationOptions(), async provider =>
        {
            await provider.ApplyAllAsync(Orders.CreateNode("node-1", epoch: 2));

            StepOutcome refused = (await provider.ApplyAllAsync(Orders.CreateNode("node-2", epoch: 1))).Single();

            (refused.Result, refused.CanRetry, refused.Problem!.Code).ShouldBe((StepResult.Failed, false, ProblemCode.LeaseLost));
            (await provider.ObserveAsync(null)).Count.ShouldBe(1);
        });

    private static SimulationOptions Clouds(CloudModel hotel) => new() { Clouds = ValueMap<CloudModel>.Empty.With("hotel", hotel) };

    private static async Task Simulate(SimulationOptions options, Func<SimulationProvider, Task> program)
    {
        await using SimulationProvider provider = new() { Seed = 1, Options = options };
        await provider.RunAsync(() => program(provider));
    }
}
