namespace Chameleon.Tests;

/// <summary>Faults of the Chameleon testbed, named after the rows of the fault catalog.</summary>
public sealed class ChameleonFaultTests
{
    [Theory, InlineData("leases", 7), InlineData("leases", null), InlineData("servers", 7), InlineData("servers", null)]
    public async Task F_PROV_01_a_throttled_request_reports_the_retry_delay_and_its_retry_creates_one_server(string what, int? asked)
    {
        await using Testbed testbed = await Testbed.StartAsync();
        testbed.Faults.Add(new Fault(FaultKind.Answer, request => Testbed.Makes(request, what)) { Status = 429, RetryAfter = asked });
        StepRequest order = testbed.Orders.CreateNode("n-1");

        StepOutcome refused = await testbed.ApplyAsync(order);
        StepOutcome again = await testbed.ApplyAsync(order);

        (refused.Result, refused.CanRetry, refused.RetryAfter?.TotalSeconds, refused.Problem!.Code).ShouldBe(
            (StepResult.Failed, true, (double?)asked, ProblemCode.Throttled)
        );
        (again.Result, testbed.Left).ShouldBe((StepResult.Succeeded, (1, 1, 0)));
    }

    [Theory, Trait(Category.Name, Category.Campaign), InlineData(500), InlineData(502), InlineData(503)]
    public Task F_PROV_02_queries_are_retried_while_the_testbed_fails_and_changes_are_not(int status) =>
        TestbedFaults.FailingAsync(Testbed.StartAsync(), status, "POST /CHI@UC/compute/v2.1/servers");

    [Theory, InlineData(true), InlineData(false)]
    public async Task F_PROV_03_a_server_without_a_response_has_an_unknown_outcome_and_a_retry_creates_no_duplicate(bool isAfterEffect)
    {
        await using Testbed testbed = await Testbed.StartAsync();
        await TestbedFaults.LostAnswerAsync(testbed, isAfterEffect);
        testbed.Left.ShouldBe((1, 1, 1));
    }

    [Fact]
    public async Task F_PROV_03_a_lease_whose_response_was_lost_is_found_and_used()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        testbed.Faults.Add(new Fault(FaultKind.LoseReply, request => Testbed.Makes(request, "leases")));

        StepOutcome made = await testbed.ApplyAsync(testbed.Orders.CreateNode("n-1"));

        (made.Result, testbed.Left).ShouldBe((StepResult.Succeeded, (1, 1, 0)));
    }

    // FailureQuery: a query that explains a failure delays its report by at most 5 seconds; a call of this client lasts up to 30.
    [Fact, Trait(Category.Name, Category.RealTime)]
    public async Task F_PROV_03_a_lost_response_is_reported_soon_although_the_testbed_no_longer_responds()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        bool isSent = false;
        testbed.Faults.Add(new Fault(FaultKind.LoseReply, request => Testbed.Makes(request, "leases") && (isSent = true)));
        testbed.Faults.Add(new Fault(FaultKind.Silence, request => isSent && request.Method == "GET") { Times = int.MaxValue });
        long start = Stopwatch.GetTimestamp();

        StepOutcome lost = await testbed.ApplyAsync(testbed.Orders.CreateNode("n-1"));

        lost.Result.ShouldBe(StepResult.Unknown);
        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task F_PROV_03_a_lease_whose_request_was_lost_is_created_by_the_retried_step()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        testbed.Faults.Add(new Fault(FaultKind.LoseRequest, request => Testbed.Makes(request, "leases")));
        StepRequest order = testbed.Orders.CreateNode("n-1");

        StepOutcome lost = await testbed.ApplyAsync(order);
        StepOutcome again = await testbed.ApplyAsync(order);

        (lost.Result, again.Result, testbed.Left).ShouldBe((StepResult.Unknown, StepResult.Succeeded, (1, 1, 0)));
    }

    [Theory, InlineData(FaultKind.LoseReply), InlineData(FaultKind.LoseRequest)]
    public async Task F_PROV_03_an_address_without_a_response_is_not_allocated_twice(FaultKind kind)
    {
        await using Testbed testbed = await Testbed.StartAsync();
        testbed.Faults.Add(new Fault(kind, request => Testbed.Makes(request, "floatingips")));
        await testbed.ApplyAsync(testbed.Orders.CreateNode("n-1"));

        (await testbed.SettleAsync()).Single().State.ShouldBe(ResourceState.Ready);

        testbed.Left.ShouldBe((1, 1, 1));
    }

    [Fact]
    public async Task F_PROV_04_rejected_servers_leave_capacity_in_the_lease_for_a_retry()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        testbed.Faults.Add(new Fault(FaultKind.Answer, testbed.Submits) { Status = 503, Times = 3 });
        ValueList<StepRequest> orders = testbed.Orders.CreateNodes(10);

        ValueList<StepOutcome> outcomes = await testbed.ApplyAsync(orders);
        ValueList<StepOutcome> again = await testbed.ApplyAsync(orders);

        (outcomes.Count(outcome => outcome.Result == StepResult.Succeeded), outcomes.Count(outcome => outcome.CanRetry)).ShouldBe((7, 3));
        again.ShouldAllBe(outcome => outcome.Result == StepResult.Succeeded);
        testbed.Left.ShouldBe((1, 10, 0));
    }

    [Fact]
    public async Task F_PROV_04_and_07_nodes_within_capacity_are_created_and_the_rest_fail_with_insufficient_capacity()
    {
        await using Testbed testbed = await Testbed.StartAsync();

        ValueList<StepOutcome> outcomes = await testbed.ApplyAsync([
            .. testbed.Orders.CreateNodes(3),
            .. Enumerable.Range(1, 9).Select(number => testbed.NodeAt($"t-{number}", "CHI@TACC")),
        ]);

        outcomes.Count(outcome => outcome.Result == StepResult.Succeeded).ShouldBe(3);
        outcomes
            .Where(outcome => outcome.Result != StepResult.Succeeded)
            .ShouldAllBe(outcome =>
                !outcome.CanRetry
                && outcome.Problem!.Code == ProblemCode.InsufficientCapacity
                && outcome.Problem.Message.Contains("Not enough hosts", StringComparison.Ordinal)
            );
        testbed.Left.ShouldBe((1, 3, 0));
    }

    [Fact]
    public async Task F_PROV_07_an_exceeded_quota_is_reported_with_its_numbers_and_not_retried()
    {
        await using Testbed testbed = await Testbed.StartAsync(options => options with { MaxServers = 2 });
        testbed.Use(options => options with { MaxConcurrency = 1 });
        (await TestbedFaults.QuotaAsync(testbed)).Message.ShouldEndWith(
            "totalInstancesUsed 2, maxTotalInstances 2, totalCoresUsed 0, maxTotalCores -1"
        );
        testbed.CountOf("POST /CHI@UC/compute/v2.1/servers").ShouldBe(3);
    }

    [Fact]
    public async Task F_PROV_07_a_lease_in_which_no_server_can_be_created_is_ended()
    {
        await using Testbed testbed = await Testbed.StartAsync(options => options with { MaxServers = 0 });

        StepOutcome refused = await testbed.ApplyAsync(testbed.Orders.CreateNode("n-1"));

        (refused.Problem!.Code, testbed.Left).ShouldBe((ProblemCode.QuotaExceeded, (0, 0, 0)));
    }

    [Fact]
    public async Task F_PROV_07_a_node_without_an_address_is_failed_until_an_address_is_free()
    {
        await using Testbed testbed = await Testbed.StartAsync(options => options with { MaxAddresses = 1 });
        ValueList<StepOutcome> made = await testbed.ApplyAsync(testbed.Orders.CreateNodes(2));

        ValueList<Resource> before = await testbed.SettleAsync();
        await testbed.ApplyAsync(testbed.Orders.DestroyNode(before.Single(node => node.State == ResourceState.Ready)));
        ValueList<Resource> after = await testbed.SettleAsync();

        (made.Count, before.Count(node => node.State == ResourceState.Failed), after.Single().State, testbed.Left).ShouldBe(
            (2, 1, ResourceState.Ready, (1, 1, 1))
        );
    }

    [Fact]
    public async Task F_PROV_05_a_stale_list_neither_hides_new_nodes_from_their_creator_nor_causes_duplicates()
    {
        await using Testbed testbed = await Testbed.StartAsync(options => options with { ListLag = TimeSpan.FromMinutes(1) });
        testbed.Use(options => options with { ConsistencyWindow = TimeSpan.FromMinutes(2), FloatingNetwork = "" });
        await TestbedFaults.LateListsAsync(testbed);
    }

    [Fact]
    public async Task F_PROV_06_a_list_whose_page_marker_was_deleted_is_reread()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        await testbed.ApplyAsync(testbed.Orders.CreateNodes(20));
        bool isFirst = true;

        // The last item of the first page is deleted before the second page is requested.
        testbed.Faults.Add(new Fault(FaultKind.LoseRequest, request =>
            {
                if (
                    isFirst
                    && request.Path.Value!.EndsWith("servers/detail", StringComparison.Ordinal)
                    && request.Query["marker"].ToString() is { Length: > 0 } marker
                )
                {
                    isFirst = false;
                    testbed.Server.RemoveServer(Testbed.Chicago, marker);
                }

                return false;
            }));

        ValueList<Resource> found = await testbed.Provider.ObserveAsync(null);

        (found.Count, found.DistinctBy(one => one.Id).Count(), isFirst).ShouldBe((19, 19, false));
    }

    [Fact]
    public Task F_PROV_06_a_list_without_an_end_is_reported_as_an_error() =>
        TestbedFaults.EndlessListAsync(Testbed.StartAsync(), """{"servers":""", """{"id":"#"}""", request =>
            request.Path.Value!.EndsWith("servers/detail", StringComparison.Ordinal)
        );

    [Fact]
    public Task F_PROV_08_the_end_of_a_lease_is_reported_ten_minutes_ahead_and_not_earlier() =>
        TestbedFaults.EndAsync(Testbed.StartAsync(options => options with { TokenLifetime = TimeSpan.FromDays(1) }));

    [Theory, InlineData(2, ResourceState.Ready, 3), InlineData(10, ResourceState.Failed, 3)]
    public async Task F_PROV_09_a_failed_server_is_recreated_in_its_lease_up_to_the_maximum_attempts(
        int bad,
        ResourceState last,
        int servers
    )
    {
        await using Testbed testbed = await Testbed.StartAsync(options => options with { DeleteDuration = TimeSpan.FromSeconds(30) });
        testbed.Server.SpoilServers(Testbed.Chicago, "compute-a-1", bad);
        Resource made = (await testbed.ApplyAsync(testbed.Orders.CreateNode("n-1"))).Resource!;

        ValueList<Resource> found = [];
        for (int look = 0; look < 5; look++)
        {
            found = await testbed.SettleAsync();
            testbed.Clock.Advance(TimeSpan.FromSeconds(30));
        }

        found.Select(node => (node.Id, node.CreatedAt, node.State)).ShouldBe([(made.Id, made.CreatedAt, last)]);
        testbed.CountOf("POST /CHI@UC/compute/v2.1/servers").ShouldBe(servers);
        (await testbed.ApplyAsync(testbed.Orders.DestroyNode(made))).Result.ShouldBe(StepResult.Succeeded);
        testbed.Left.ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task Observing_never_recreates_a_server_and_advancing_does()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        testbed.Server.SpoilServers(Testbed.Chicago, "compute-a-1", 1);
        using RecordingHandler handler = new(isQuestion: static request =>
            request.RequestUri!.AbsolutePath.EndsWith("/auth/tokens", StringComparison.Ordinal)
        );
        testbed.Use(options => options with { Handler = handler });
        await testbed.ApplyAsync(testbed.Orders.CreateNode("n-1"));
        int made = handler.ChangeCount;

        for (int look = 0; look < 3; look++)
        {
            (await testbed.Provider.ObserveAsync(testbed.Orders.Owner)).Single().State.ShouldNotBe(ResourceState.Ready);
            testbed.Clock.Advance(TimeSpan.FromSeconds(30));
        }

        handler.ChangeCount.ShouldBe(made);
        await testbed.SettleAsync();
        handler.ChangeCount.ShouldBeGreaterThan(made);
    }

    [Fact]
    public async Task F_PROV_03_a_recreated_server_whose_response_is_lost_is_not_created_twice()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        testbed.Server.SpoilServers(Testbed.Chicago, "compute-a-1", 1);
        await testbed.ApplyAsync(testbed.Orders.CreateNode("n-1"));
        testbed.Faults.Add(new Fault(FaultKind.LoseReply, testbed.Submits));

        for (int look = 0; look < 3; look++)
        {
            await testbed.SettleAsync();
        }

        ((await testbed.AdvanceAsync()).Single().State, testbed.Left).ShouldBe((ResourceState.Ready, (1, 1, 1)));
        testbed.CountOf("POST /CHI@UC/compute/v2.1/servers").ShouldBe(2);
    }

    [Theory, InlineData(503), InlineData(409)]
    public async Task F_PROV_10_a_lease_that_could_not_be_ended_is_ended_by_the_retried_step(int status)
    {
        await using Testbed testbed = await Testbed.StartAsync();
        Resource node = (await testbed.ApplyAsync(testbed.Orders.CreateNode("n-1"))).Resource!;
        await testbed.SettleAsync();
        testbed.Faults.Add(
            new Fault(FaultKind.Answer, request =>
                request.Method == "DELETE" && request.Path.Value!.Contains("/leases/", StringComparison.Ordinal)
            )
            {
                Status = status,
            }
        );

        StepOutcome refused = await testbed.ApplyAsync(testbed.Orders.DestroyNode(node));
        (int, int, int) between = testbed.Left;
        StepOutcome ended = await testbed.ApplyAsync(testbed.Orders.DestroyNode(node));
        StepOutcome gone = await testbed.ApplyAsync(testbed.Orders.DestroyNode(node));

        (refused.Result, refused.CanRetry, ended.Result, gone.Result).ShouldBe(
            (StepResult.Failed, true, StepResult.Succeeded, StepResult.Succeeded)
        );
        (between, testbed.Left).ShouldBe(((1, 0, 0), (0, 0, 0)));
    }

    [Fact]
    public async Task F_PROV_11_deleting_a_node_by_its_old_ID_keeps_a_newer_server_of_the_same_name()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        await testbed.ApplyAsync(testbed.Orders.CreateNode("n-0"));
        Resource first = (await testbed.ApplyAsync(testbed.Orders.CreateNode("n-1"))).Resource!;
        await testbed.ApplyAsync(testbed.Orders.DestroyNode(first));

        // On the same machine, in another lease of the same owner.
        Resource second = (await testbed.ApplyAsync(testbed.Orders.CreateNode("n-1"))).Resource!;
        await testbed.ApplyAsync(testbed.Orders.DestroyNode(first));

        (await testbed.AdvanceAsync()).Select(node => node.Id).ShouldContain(second.Id);
        second.Id.ShouldNotBe(first.Id);
    }

    [Fact]
    public async Task F_PROV_12_expired_tokens_are_renewed_once_for_all_calls_and_a_rejected_credential_is_an_error()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        testbed.Use(options => options with { Sites = [options.Sites[0]] });
        await testbed.AdvanceAsync();

        testbed.Clock.Advance(TimeSpan.FromHours(2));
        ValueList<StepOutcome> made = await testbed.ApplyAsync(testbed.Orders.CreateNodes(10));
        int tokens = testbed.Server.TokensGiven;
        testbed.Server.RevokeTokens();
        testbed.Server.ChangeSecret("unknown to the caller");
        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => testbed.ApplyAsync(testbed.Orders.CreateNode("n-11")));

        made.ShouldAllBe(outcome => outcome.Result == StepResult.Succeeded);
        (failure.IsTransient, failure.Problems[0].Code, tokens).ShouldBe((false, ProblemCode.AuthenticationFailed, 2));
    }

    [Fact]
    public async Task F_PROV_13_a_lease_ended_externally_has_no_nodes_and_lists_its_addresses_until_released()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        Resource node = (await testbed.ApplyAsync(testbed.Orders.CreateNode("n-1"))).Resource!;
        await testbed.SettleAsync();

        testbed.Server.EndLease(Testbed.Chicago, node.Id.Split('/')[1]);
        Resource left = (await testbed.AdvanceAsync()).Single();
        StepOutcome changed = await testbed.ApplyAsync(testbed.Orders.ChangeNode(node, new("n-1", 1)));
        StepOutcome freed = await testbed.ApplyAsync(testbed.Orders.DestroyNode(left));

        (left.Tag.Name.StartsWith("address-", StringComparison.Ordinal), left.State, freed.Result).ShouldBe(
            (true, ResourceState.Failed, StepResult.Succeeded)
        );
        (changed.Result, changed.Problem!.Code, testbed.Left).ShouldBe((StepResult.Failed, ProblemCode.ResourceNotFound, (0, 0, 0)));
    }

    [Fact]
    public async Task F_PROV_14_leases_and_servers_of_others_are_neither_listed_nor_deleted()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        string lease = testbed.Server.Occupy(Testbed.Chicago, "compute_a", 1, testbed.Clock.GetUtcNow(), TimeSpan.FromHours(1));
        testbed.Server.AddServer(Testbed.Chicago, "n-1");
        Resource taken = new($"{Testbed.Chicago}/{lease}/", testbed.Orders.CreateNode("n-1").Tag, ResourceState.Ready, default);

        // A resource without our ownership tag is not a node, so it counts as deleted.
        (await testbed.ApplyAsync(testbed.Orders.DestroyNode(taken))).Result.ShouldBe(StepResult.Succeeded);
        (await testbed.ApplyAsync(testbed.Orders.DestroyNode(taken) with { ResourceId = null })).Result.ShouldBe(StepResult.Succeeded);

        (await testbed.Provider.ObserveAsync(null)).ShouldBeEmpty();
        testbed.Left.ShouldBe((1, 1, 0));
    }

    [Theory]
    [InlineData("<html>a proxy's page</html>", "<html>a proxy's page</html>")]
    [InlineData("""{"error":{"code":500,"message":"no"}}""", "the response is not a list")]
    [InlineData("null", "null")]
    public Task F_PROV_15_an_invalid_service_response_is_reported_as_a_contract_violation(string body, string told) =>
        TestbedFaults.NonsenseAsync(Testbed.StartAsync(), body, told);

    [Fact]
    public async Task F_PROV_18_a_controller_with_an_outdated_epoch_can_neither_change_nor_delete_a_node()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        await using ChameleonProvider old = testbed.Open();
        await using ChameleonProvider next = testbed.Open();
        Resource node = (await old.ApplyOneAsync(testbed.Orders.CreateNode("n-1"))).Resource!;
        await next.ApplyOneAsync(testbed.Orders.ForNextHolder().ChangeNode(node, new("n-1", 1)));

        StepOutcome changed = await old.ApplyOneAsync(testbed.Orders.ChangeNode(node, new("n-1", 1)));
        StepOutcome removed = await old.ApplyOneAsync(testbed.Orders.DestroyNode(node));

        (changed.Problem!.Code, removed.Problem!.Code, testbed.Left).ShouldBe((ProblemCode.LeaseLost, ProblemCode.LeaseLost, (1, 1, 0)));
    }
}
