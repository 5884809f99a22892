namespace IotLab.Tests;

/// <summary>Faults of the IoT-LAB testbed, named after the rows of the fault catalog.</summary>
public sealed class IotLabFaultTests
{
    [Theory, InlineData(7, 7), InlineData(null, null)]
    public Task F_PROV_01_a_throttled_request_reports_the_retry_delay_of_the_testbed_and_creates_nothing(int? asked, int? told) =>
        TestbedFaults.BusyAsync(Bench.StartAsync(), asked, told);

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROV_01_nodes_retried_after_throttling_still_share_one_experiment()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Faults.Add(
            new Fault(FaultKind.Answer, bench.Submits)
            {
                Status = 429,
                RetryAfter = 1,
                Times = 2,
            }
        );
        Topology farm = Topology.Create("busy").AddProfile(Profile.Create("web").WithCount(4).Build()).Build();

        await using Cluster cluster = await Cluster.Create(farm).UseProvider(bench.Provider).ProvisionAsync();

        cluster.Nodes.Count.ShouldBe(4);
        bench.Server.LiveExperiments.Count.ShouldBe(1);
    }

    [Theory, Trait(Category.Name, Category.Campaign), InlineData(500), InlineData(502), InlineData(503)]
    public Task F_PROV_02_queries_are_retried_while_the_testbed_fails_and_changes_are_not(int status) =>
        TestbedFaults.FailingAsync(Bench.StartAsync(), status, "POST /api/experiments");

    [Theory, InlineData(true), InlineData(false)]
    public async Task F_PROV_03_an_experiment_without_a_response_has_an_unknown_outcome_and_is_not_duplicated_by_a_retry(bool isAfterEffect)
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Faults.Add(new Fault(isAfterEffect ? FaultKind.LoseReply : FaultKind.LoseRequest, bench.Submits));
        ValueList<StepRequest> orders = bench.Orders.CreateNodes(3);

        ValueList<StepOutcome> lost = await bench.ApplyAsync(orders);
        ValueList<StepOutcome> again = await bench.ApplyAsync(orders);

        lost.ShouldAllBe(outcome => outcome.Result == StepResult.Unknown && outcome.Problem!.Code == ProblemCode.CallOutcomeUnknown);
        again.ShouldAllBe(outcome => outcome.Result == StepResult.Succeeded);
        (await bench.AdvanceAsync())
            .Select(one => (one.Id, one.State))
            .ShouldBe(again.Select(outcome => (outcome.Resource!.Id, ResourceState.Ready)));
        bench.Left.ShouldBe((1, 3));
    }

    // FailureQuery: a cleanup after a failure delays its report by at most 5 seconds; a call of this client lasts up to 30.
    [Fact, Trait(Category.Name, Category.RealTime)]
    public async Task F_PROV_03_a_lost_tag_is_reported_soon_although_the_testbed_no_longer_responds()
    {
        await using Bench bench = await Bench.StartAsync();
        bool isSent = false;
        bench.Faults.Add(
            new Fault(FaultKind.LoseReply, request => request is { Method: "POST", Path.Value: "/api/monitoring" } && (isSent = true))
        );
        bench.Faults.Add(new Fault(FaultKind.Silence, _ => isSent) { Times = int.MaxValue });
        long start = Stopwatch.GetTimestamp();

        StepOutcome lost = await bench.ApplyAsync(bench.Orders.CreateNode("n-1"));

        lost.Result.ShouldNotBe(StepResult.Succeeded);
        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Theory, InlineData(FaultKind.LoseReply), InlineData(FaultKind.LoseRequest)]
    public async Task F_PROV_03_an_ownership_tag_without_a_response_leaves_no_experiment_and_the_retry_succeeds(FaultKind kind)
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Faults.Add(new Fault(kind, request => request is { Method: "POST", Path.Value: "/api/monitoring" }));
        StepRequest order = bench.Orders.CreateNode("n-1");

        StepOutcome lost = await bench.ApplyAsync(order);
        int between = bench.Server.LiveExperiments.Count;
        StepOutcome again = await bench.ApplyAsync(order);

        (lost.Result, between, again.Result).ShouldBe((StepResult.Unknown, 0, StepResult.Succeeded));
        bench.Left.ShouldBe((1, 1));
    }

    [Fact]
    public async Task F_PROV_03_a_change_without_a_response_succeeds_when_retried()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Faults.Add(new Fault(FaultKind.LoseReply, request => request.Method == "PUT"));
        Resource node = (await bench.ApplyAsync(bench.Orders.CreateNode("n-1"))).Resource!;
        StepRequest change = bench.Orders.ChangeNode(node, new("n-1", 2));

        StepOutcome lost = await bench.ApplyAsync(change);
        StepOutcome again = await bench.ApplyAsync(change);

        (lost.Result, again.Result, again.Resource!.Tag.Digest).ShouldBe((StepResult.Unknown, StepResult.Succeeded, change.Tag.Digest));
        bench.Server.Marks.Count.ShouldBe(1);
    }

    [Fact]
    public async Task F_PROV_03_a_duplicate_experiment_is_ended_by_a_later_advance()
    {
        await using Bench bench = await Bench.StartAsync();
        StepRequest order = bench.Orders.CreateNode("n-1");
        await bench.ApplyAsync(order);
        string first = bench.Server.LiveExperiments.Single();
        bench.Server.SubmitByHand(first.Split(' ')[2], "m3-40.grenoble.iot-lab.info");

        await bench.AdvanceAsync();
        int young = bench.Server.LiveExperiments.Count;
        bench.Clock.Advance(TimeSpan.FromMinutes(2));
        await bench.AdvanceAsync();

        (young, bench.Server.LiveExperiments.Single()).ShouldBe((2, first));
    }

    [Fact]
    public async Task F_PROV_04_and_07_nodes_within_capacity_are_created_and_the_rest_fail_with_insufficient_capacity()
    {
        await using Bench bench = await Bench.StartAsync();

        // Saclay has eight boards: a request for nine can never succeed.
        ValueList<StepOutcome> outcomes = await bench.ApplyAsync([
            .. bench.Orders.CreateNodes(3),
            .. Enumerable.Range(1, 5).Select(number => bench.NodeAt($"s-{number}", "saclay")),
        ]);
        ValueList<StepOutcome> more = await bench.ApplyAsync([
            .. Enumerable.Range(6, 9).Select(number => bench.NodeAt($"s-{number}", "saclay")),
        ]);

        outcomes.Count(outcome => outcome.Result == StepResult.Succeeded).ShouldBe(8);
        more.ShouldAllBe(outcome =>
            outcome.Result == StepResult.Failed
            && !outcome.CanRetry
            && outcome.Problem!.Code == ProblemCode.InsufficientCapacity
            && outcome.Problem.Message.Contains("not enough resources", StringComparison.Ordinal)
        );
        (await bench.AdvanceAsync()).Count.ShouldBe(8);
        bench.Server.Marks.Count.ShouldBe(8);
    }

    [Fact]
    public async Task F_PROV_07_an_experiment_beyond_the_user_quota_fails_and_is_not_retried()
    {
        await using Bench bench = await Bench.StartAsync(options => options with { ExperimentsMax = 2 });
        bench.Use(options => options with { MaxNodesPerExperiment = 1 });
        await TestbedFaults.QuotaAsync(bench);
        (bench.CountOf("POST /api/experiments"), bench.Server.Marks.Count).ShouldBe((3, 2));
    }

    [Fact]
    public async Task F_PROV_05_a_stale_list_neither_hides_new_nodes_from_their_creator_nor_causes_duplicates()
    {
        await using Bench bench = await Bench.StartAsync(options => options with { ListLag = TimeSpan.FromMinutes(1) });
        bench.Use(options => options with { ConsistencyWindow = TimeSpan.FromMinutes(2) });
        StepRequest order = bench.Orders.CreateNode("n-1");

        Resource made = (await bench.ApplyAsync(order)).Resource!;
        StepOutcome again = await bench.ApplyAsync(order);

        again.Resource!.Id.ShouldBe(made.Id);
        (await bench.AdvanceAsync()).Select(one => (one.Id, one.State)).ShouldBe([(made.Id, ResourceState.Ready)]);
        bench.Clock.Advance(TimeSpan.FromMinutes(3));
        (await bench.ApplyAsync(bench.Orders.DestroyNode(made))).Result.ShouldBe(StepResult.Succeeded);

        // The lists still contain the node; the provider knows that it deleted it.
        (await bench.AdvanceAsync()).ShouldBeEmpty();
        (await bench.ApplyAsync(bench.Orders.DestroyNode(made))).Result.ShouldBe(StepResult.Succeeded);
        (bench.Left, bench.Provider.ConsistencyWindow).ShouldBe(((0, 0), TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task F_PROV_06_a_list_that_changes_between_two_pages_is_reread_and_returns_each_node_once()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Use(options => options with { MaxNodesPerExperiment = 1 });
        await bench.ApplyAsync(bench.Orders.CreateNodes(20));
        bool isFirst = true;

        // Four experiments of the first page end before the second page of the list is requested.
        bench.Faults.Add(new Fault(FaultKind.LoseRequest, request =>
            {
                if (isFirst && request.Query["offset"] == "6")
                {
                    isFirst = false;
                    foreach (long id in bench.LiveIds.TakeLast(4))
                    {
                        bench.Server.BreakExperiment(id);
                    }
                }

                return false;
            }));

        ValueList<Resource> found = await bench.Provider.ObserveAsync(null);

        (found.Count(one => one.State == ResourceState.Ready), found.DistinctBy(one => one.Id).Count(), isFirst).ShouldBe((16, 20, false));
    }

    [Fact]
    public Task F_PROV_06_a_list_without_an_end_is_reported_as_an_error() =>
        TestbedFaults.EndlessListAsync(Bench.StartAsync(), """{"items":""", """{"id":#}""");

    [Fact]
    public Task F_PROV_08_the_end_of_an_experiment_is_reported_ten_minutes_ahead_and_not_earlier() =>
        TestbedFaults.EndAsync(Bench.StartAsync());

    [Fact]
    public async Task F_PROV_09_a_board_that_never_deploys_fails_after_the_maximum_attempts_across_programs()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Server.Spoil("m3-1.grenoble.iot-lab.info", 10);
        await using IotLabProvider provider = bench.Open(options => options with { MaxDeploymentAttempts = 3 });
        await provider.ApplyAllAsync(bench.Orders.CreateNodes(2));

        ValueList<Resource> first = await provider.AdvanceAsync(bench.Orders.Owner);
        await using IotLabProvider other = bench.Open(options => options with { MaxDeploymentAttempts = 3 });
        ValueList<Resource> second = await other.AdvanceAsync(bench.Orders.Owner);
        ValueList<Resource> third = await other.AdvanceAsync(bench.Orders.Owner);

        first.Select(one => one.State).ShouldBe([ResourceState.Pending, ResourceState.Ready]);
        second.Select(one => one.State).ShouldBe([ResourceState.Failed, ResourceState.Ready]);
        third.ShouldBe(second);
        bench.Faults.Seen.Count(request => request.EndsWith("/nodes/start", StringComparison.Ordinal)).ShouldBe(2);
        bench.Server.CommandsOf("m3-2.grenoble.iot-lab.info").ShouldBeEmpty();
    }

    [Fact]
    public async Task F_PROV_10_deleting_an_ending_or_missing_node_succeeds_and_a_rejected_deletion_fails()
    {
        await using Bench bench = await Bench.StartAsync(options => options with { FinishDelay = TimeSpan.FromMinutes(1) });
        Resource node = (await bench.ApplyAsync(bench.Orders.CreateNode("n-1"))).Resource!;
        bench.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "DELETE") { Status = 400, Body = "not now" });
        bench.Faults.Add(new Fault(FaultKind.LoseReply, request => request.Method == "DELETE"));

        StepOutcome refused = await bench.ApplyAsync(bench.Orders.DestroyNode(node));
        StepOutcome lost = await bench.ApplyAsync(bench.Orders.DestroyNode(node));
        ResourceState meanwhile = (await bench.AdvanceAsync()).Single().State;
        StepOutcome ending = await bench.ApplyAsync(bench.Orders.DestroyNode(node));
        StepOutcome never = await bench.ApplyAsync(bench.Orders.DestroyNode(node with { Id = "0123456789abcdef/0" }));

        (refused.Result, lost.Result, meanwhile, ending.Result, never.Result).ShouldBe(
            (StepResult.Failed, StepResult.Unknown, ResourceState.Deleting, StepResult.Succeeded, StepResult.Succeeded)
        );
        (await bench.AdvanceAsync()).ShouldBeEmpty();
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        bench.Left.ShouldBe((0, 0));
    }

    [Fact]
    public async Task F_PROV_11_deleting_a_node_by_its_old_ID_keeps_a_newer_board_of_the_same_name()
    {
        await using Bench bench = await Bench.StartAsync();
        Resource node = (await bench.ApplyAsync(bench.Orders.CreateNode("n-1"))).Resource!;
        await bench.ApplyAsync(bench.Orders.DestroyNode(node));
        Resource next = (await bench.ApplyAsync(bench.Orders.CreateNode("n-1"))).Resource!;

        next.Id.ShouldNotBe(node.Id);
        (await bench.ApplyAsync(bench.Orders.DestroyNode(node))).Result.ShouldBe(StepResult.Succeeded);
        (await bench.AdvanceAsync()).Select(one => one.Id).ShouldBe([next.Id]);
    }

    [Fact]
    public async Task F_PROV_12_an_expired_password_is_renewed_once_and_a_rejected_new_one_fails_the_request()
    {
        await using Bench bench = await Bench.StartAsync();
        int renewals = 0;
        bench.Use(options => options with { RenewPassword = RenewAsync, MaxNodesPerExperiment = 1 });
        await TestbedFaults.EndedPasswordAsync(bench, bench.Server.ChangePassword);
        renewals.ShouldBe(2);

        Task<string> RenewAsync(CancellationToken cancellationToken)
        {
            renewals++;
            return Task.FromResult("new");
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task F_PROV_13_nodes_of_an_ended_experiment_are_failed_and_cannot_be_changed(bool isBroken)
    {
        await using Bench bench = await Bench.StartAsync();
        StepRequest order = bench.Orders.CreateNode("n-1");
        Resource node = (await bench.ApplyAsync(order)).Resource!;

        if (isBroken)
        {
            bench.Server.BreakExperiment(bench.LiveIds.Single());
        }
        else
        {
            bench.Clock.Advance(TimeSpan.FromHours(2));
        }

        (await bench.AdvanceAsync()).Single().State.ShouldBe(ResourceState.Failed);
        StepOutcome changed = await bench.ApplyAsync(bench.Orders.ChangeNode(node, new("n-1", 1)));
        StepOutcome again = await bench.ApplyAsync(order);
        StepOutcome removed = await bench.ApplyAsync(bench.Orders.DestroyNode(node));
        (changed.Problem!.Code, again.Problem!.Code, removed.Result).ShouldBe(
            (ProblemCode.ResourceNotFound, ProblemCode.IdempotencyTokenUsed, StepResult.Succeeded)
        );
        bench.Server.Marks.ShouldBeEmpty();
    }

    [Fact]
    public async Task F_PROV_14_an_experiment_without_our_ownership_tag_is_neither_listed_nor_changed()
    {
        await using Bench bench = await Bench.StartAsync();
        long other = bench.Server.SubmitByHand("scalewright_0123456789ab_0123456789abcdef", "m3-1.grenoble.iot-lab.info");
        Resource taken = new("0123456789abcdef/0", bench.Orders.CreateNode("n-1").Tag, ResourceState.Ready, default);

        // A resource without our ownership tag is not a node, so it counts as deleted.
        (await bench.ApplyAsync(bench.Orders.DestroyNode(taken))).Result.ShouldBe(StepResult.Succeeded);
        bench.Clock.Advance(TimeSpan.FromMinutes(10));

        (await bench.Provider.ObserveAsync(null)).ShouldBeEmpty();
        (await bench.AdvanceAsync()).ShouldBeEmpty();
        bench.Server.LiveExperiments.Single().ShouldStartWith($"{other} Running");
        bench.Faults.Seen.ShouldAllBe(request => request.StartsWith("GET", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<html>a proxy's page</html>", "<html>a proxy's page</html>")]
    [InlineData("""{"code":500,"message":"no"}""", "the response is not a list")]
    [InlineData("null", "null")]
    public Task F_PROV_15_an_invalid_API_response_is_reported_as_a_contract_violation(string body, string told) =>
        TestbedFaults.NonsenseAsync(Bench.StartAsync(), body, told);
}
