using Scalewright.Providers.Grid5000;
using Scalewright.Providers.Grid5000.Jobs;

namespace Grid5000.Tests;

/// <summary>Faults of the Grid'5000 testbed, named after the rows of the fault catalog.</summary>
public sealed class Grid5000FaultTests
{
    [Theory, InlineData(7, 7), InlineData(null, null)]
    public Task F_PROV_01_a_throttled_request_reports_the_retry_delay_of_the_testbed_and_creates_nothing(int? asked, int? told) =>
        TestbedFaults.BusyAsync(Site.StartAsync(), asked, told);

    [Theory, Trait(Category.Name, Category.Campaign), InlineData(500), InlineData(502), InlineData(503)]
    public Task F_PROV_02_queries_are_retried_while_the_testbed_fails_and_changes_are_not(int status) =>
        TestbedFaults.FailingAsync(Site.StartAsync(), status, "POST");

    [Theory, InlineData(true), InlineData(false)]
    public async Task F_PROV_03_a_job_without_a_response_has_an_unknown_outcome_and_a_retry_creates_no_duplicate(bool isAfterEffect)
    {
        await using Site site = await Site.StartAsync();
        await TestbedFaults.LostAnswerAsync(site, isAfterEffect);
        site.Server.LiveJobs("rennes").Count.ShouldBe(1);
    }

    [Fact]
    public async Task F_PROV_03_a_deployment_whose_response_was_lost_is_not_started_again()
    {
        await using Site site = await Site.StartAsync(options => options with { DeployDuration = TimeSpan.FromMinutes(5) });
        site.Faults.Add(new Fault(FaultKind.LoseReply, IsDeployment));
        await site.ApplyAsync(site.Orders.CreateNode("n-1"));

        (await site.SettleAsync()).Single().State.ShouldBe(ResourceState.Pending);
        site.Clock.Advance(TimeSpan.FromMinutes(5));

        (await site.SettleAsync()).Single().State.ShouldBe(ResourceState.Ready);
        CountDeployments(site).ShouldBe(1);
    }

    [Fact]
    public async Task F_PROV_04_and_07_nodes_within_capacity_are_created_and_the_rest_fail_with_insufficient_capacity()
    {
        await using Site site = await Site.StartAsync();
        await using Grid5000Provider provider = site.Open(options => options with { MaxNodesPerJob = 5 });

        // Lyon has eight machines: a job of five fits, a job of nine does not.
        ValueList<StepOutcome> outcomes = await provider.ApplyAllAsync([
            .. site.Orders.CreateNodes(3),
            .. Enumerable.Range(1, 5).Select(number => site.NodeAt($"l-{number}", "lyon")),
        ]);
        await using Grid5000Provider wide = site.Open();
        ValueList<StepOutcome> more = await wide.ApplyAllAsync([
            .. Enumerable.Range(6, 9).Select(number => site.NodeAt($"l-{number}", "lyon")),
        ]);

        outcomes.Count(outcome => outcome.Result == StepResult.Succeeded).ShouldBe(8);
        more.ShouldAllBe(outcome =>
            outcome.Result == StepResult.Failed
            && !outcome.CanRetry
            && outcome.Problem!.Code == ProblemCode.InsufficientCapacity
            && outcome.Problem.Message.Contains("not enough resources", StringComparison.Ordinal)
        );
        (await provider.AdvanceAsync(site.Orders.Owner)).Count.ShouldBe(8);
    }

    [Fact]
    public async Task F_PROV_07_a_job_beyond_the_user_quota_fails_permanently_and_reports_the_limit()
    {
        await using Site site = await Site.StartAsync(options => options with { JobsMax = 2 });
        site.Use(options => options with { MaxNodesPerJob = 1 });
        (await TestbedFaults.QuotaAsync(site)).Message.ShouldContain("maximum number of jobs of a user is 2");
    }

    [Fact]
    public async Task F_PROV_05_a_stale_list_neither_hides_new_nodes_from_their_creator_nor_causes_duplicates()
    {
        await using Site site = await Site.StartAsync(options => options with { ListLag = TimeSpan.FromMinutes(1) });
        site.Use(options => options with { ConsistencyWindow = TimeSpan.FromMinutes(2) });
        await TestbedFaults.LateListsAsync(site);
    }

    [Fact]
    public async Task F_PROV_05_a_deployment_not_found_within_the_consistency_window_is_not_started_again()
    {
        await using Site site = await Site.StartAsync(options => options with { ListLag = TimeSpan.FromMinutes(1) });
        site.Faults.Add(
            new Fault(FaultKind.Answer, request =>
                request.Method == "GET" && request.Path.Value!.Contains("/deployments/", StringComparison.Ordinal)
            )
            {
                Status = 404,
                Times = 2,
            }
        );
        site.Use(options => options with { ConsistencyWindow = TimeSpan.FromMinutes(2) });
        await site.ApplyAsync(site.Orders.CreateNode("n-1"));

        List<ResourceState> states = [];
        for (int look = 0; look < 4; look++)
        {
            states.Add((await site.AdvanceAsync()).Single().State);
        }

        // The first call starts the deployment, two get the response that there is none, and the last one gets its
        // result.
        states.ShouldBe([ResourceState.Pending, ResourceState.Pending, ResourceState.Pending, ResourceState.Ready]);
        CountDeployments(site).ShouldBe(1);
    }

    [Fact]
    public async Task F_PROV_05_a_deployment_not_found_after_the_consistency_window_is_started_again()
    {
        await using Site site = await Site.StartAsync();
        string taken = """{"uid":"D-lost","status":"waiting"}""";
        site.Faults.Add(
            new Fault(FaultKind.Answer, IsDeployment)
            {
                Status = 201,
                Body = taken,
                Location = "/stable/sites/rennes/deployments/D-lost",
            }
        );
        site.Use(options => options with { ConsistencyWindow = TimeSpan.FromMinutes(2) });
        await site.ApplyAsync(site.Orders.CreateNode("n-1"));

        ResourceState young = (await site.SettleAsync()).Single().State;
        int before = CountDeployments(site);
        site.Clock.Advance(TimeSpan.FromMinutes(3));

        (young, before, (await site.SettleAsync()).Single().State, CountDeployments(site)).ShouldBe(
            (ResourceState.Pending, 1, ResourceState.Ready, 2)
        );
    }

    [Fact]
    public async Task F_PROV_05_two_concurrent_advances_start_a_deployment_once()
    {
        await using Site site = await Site.StartAsync(options => options with { ListLag = TimeSpan.FromMinutes(1) });
        site.Use(options => options with { ConsistencyWindow = TimeSpan.FromMinutes(2) });
        await site.ApplyAsync(site.Orders.CreateNodes(2));
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        site.Faults.BeforeReply = async request =>
        {
            begun.TrySetResult();
            await answered.Task;
        };

        // The second call runs while the first one waits for its response, and does not observe what the first one
        // started.
        Task<ValueList<Resource>> first = site.AdvanceAsync();
        await begun.Task.WaitAsync(TimeSpan.FromMinutes(1));
        ValueList<Resource> second = await site.AdvanceAsync().WaitAsync(TimeSpan.FromMinutes(1));
        answered.SetResult();
        await first.WaitAsync(TimeSpan.FromMinutes(1));

        second.ShouldAllBe(node => node.State == ResourceState.Pending);
        CountDeployments(site).ShouldBe(1);
    }

    [Fact]
    public async Task F_PROV_05_machines_that_another_program_deploys_are_not_marked_as_failed()
    {
        await using Site site = await Site.StartAsync(options =>
            options with
            {
                ListLag = TimeSpan.FromSeconds(5),
                DeployDuration = TimeSpan.FromMinutes(5),
            }
        );
        await site.ApplyAsync(site.Orders.CreateNode("n-1"));
        site.Clock.Advance(TimeSpan.FromSeconds(10));
        await site.AdvanceAsync();
        await using Grid5000Provider other = site.Open(options => options with { ConsistencyWindow = TimeSpan.FromMinutes(1) });

        ResourceState refused = (await other.AdvanceAsync(site.Orders.Owner)).Single().State;
        site.Clock.Advance(TimeSpan.FromMinutes(10));

        (refused, (await other.AdvanceAsync(site.Orders.Owner)).Single().State, CountDeployments(site)).ShouldBe(
            (ResourceState.Pending, ResourceState.Ready, 2)
        );
    }

    [Fact]
    public async Task F_PROV_05_jobs_in_states_without_a_filter_are_listed_with_all_others()
    {
        await using Site site = await Site.StartAsync(options => options with { LaunchDelay = TimeSpan.FromMinutes(1) });
        site.Use(options => options with { StartsAt = site.Clock.GetUtcNow() + TimeSpan.FromHours(1) });
        await site.ApplyAsync(site.Orders.CreateNode("n-1"));

        List<string> told = [];
        foreach (TimeSpan pause in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(59)])
        {
            site.Clock.Advance(pause);
            told.Add(
                $"{site.Server.LiveJobs("rennes").Single().Split(' ')[1]} {string.Join(',', (await site.Provider.ObserveAsync(null)).Select(node => node.State))}"
            );
        }

        told.ShouldBe(["toackreservation Pending", "waiting Pending", "tolaunch Pending"]);
    }

    [Fact]
    public void F_PROV_05_an_observation_from_before_a_deployment_cannot_start_it_again()
    {
        DeploymentGate turns = new();
        long before = turns.Count;

        HashSet<string> first = turns.Acquire("rennes", ["a", "b"], before);
        HashSet<string> meanwhile = turns.Acquire("rennes", ["b", "c"], before);
        turns.Return("rennes", first);
        HashSet<string> late = turns.Acquire("rennes", ["a"], before);
        HashSet<string> other = turns.Acquire("lyon", ["a"], before);
        HashSet<string> after = turns.Acquire("rennes", ["a"], turns.Count);

        (first, meanwhile, late, other, after).ShouldSatisfyAllConditions(
            sets => sets.first.Order(StringComparer.Ordinal).ShouldBe(["a", "b"]),
            sets => sets.meanwhile.ShouldBe(["c"]),
            sets => sets.late.ShouldBeEmpty(),
            sets => sets.other.ShouldBe(["a"]),
            sets => sets.after.ShouldBe(["a"])
        );
    }

    [Fact]
    public async Task F_PROV_06_a_list_that_changes_between_two_pages_is_reread_and_returns_each_node_once()
    {
        await using Site site = await Site.StartAsync();
        site.Use(options => options with { MaxNodesPerJob = 1 });
        ValueList<StepOutcome> made = await site.ApplyAsync(site.Orders.CreateNodes(20));
        bool isFirst = true;

        // Four jobs of the first page end before the second page of the list is requested.
        site.Faults.Add(new Fault(FaultKind.LoseRequest, request =>
            {
                if (isFirst && request.Query["offset"] == "6" && request.Query["state"].Count > 0)
                {
                    isFirst = false;
                    foreach (
                        StepOutcome outcome in made.Where(outcome => outcome.Resource!.Id.StartsWith("rennes/", StringComparison.Ordinal))
                            .TakeLast(4)
                    )
                    {
                        site.Server.BreakJob("rennes", long.Parse(outcome.Resource!.Id.Split('/')[1], CultureInfo.InvariantCulture));
                    }
                }

                return false;
            }));

        ValueList<Resource> found = await site.Provider.ObserveAsync(null);

        (found.Count, found.DistinctBy(one => one.Id).Count(), isFirst).ShouldBe((16, 16, false));
    }

    [Fact]
    public async Task F_PROV_06_a_list_that_grows_by_a_page_between_two_requests_is_reread()
    {
        await using Site site = await Site.StartAsync();
        site.Use(options => options with { MaxNodesPerJob = 1 });
        await site.ApplyAsync(site.Orders.CreateNodes(20));
        bool isFirst = true;

        // The newest jobs come first: the second page, which starts with the last job of the first page, then equals
        // the first page.
        site.Faults.Add(new Fault(FaultKind.LoseRequest, request =>
            {
                if (isFirst && request.Query["offset"] == "6" && request.Query["state"].Count > 0)
                {
                    isFirst = false;
                    for (int job = 0; job < 6; job++)
                    {
                        site.Server.Occupy("rennes", "/nodes=1,walltime=1:00:00", user: "ann");
                    }
                }

                return false;
            }));

        ValueList<Resource> found = await site.Provider.ObserveAsync(null);

        (found.Count, found.DistinctBy(one => one.Id).Count(), isFirst).ShouldBe((20, 20, false));
    }

    [Fact]
    public Task F_PROV_06_a_list_without_an_end_is_reported_as_an_error() =>
        TestbedFaults.EndlessListAsync(Site.StartAsync(), """{"total":0,"offset":0,"items":""", """{"uid":#}""");

    [Fact]
    public Task F_PROV_08_the_end_of_a_job_is_reported_ten_minutes_ahead_and_not_earlier() => TestbedFaults.EndAsync(Site.StartAsync());

    [Fact]
    public async Task F_PROV_09_a_machine_that_never_deploys_fails_after_the_maximum_number_of_attempts()
    {
        await using Site site = await Site.StartAsync();
        site.Server.SpoilDeployments("alpha-1.rennes.example", 10);
        site.Use(options => options with { MaxDeploymentAttempts = 3 });
        await site.ApplyAsync(site.Orders.CreateNode("n-1"));

        List<ResourceState> states = [];
        for (int look = 0; look < 6; look++)
        {
            states.Add((await site.AdvanceAsync()).Single().State);
        }

        states.ShouldBe([
            ResourceState.Pending,
            ResourceState.Pending,
            ResourceState.Pending,
            ResourceState.Failed,
            ResourceState.Failed,
            ResourceState.Failed,
        ]);
        CountDeployments(site).ShouldBe(3);
    }

    [Fact]
    public async Task F_PROV_09_a_deployment_that_ends_in_an_error_is_repeated()
    {
        await using Site site = await Site.StartAsync();
        site.Server.BreakDeployments(1);
        await site.ApplyAsync(site.Orders.CreateNode("n-1"));

        await site.SettleAsync();

        ((await site.AdvanceAsync()).Single().State, CountDeployments(site)).ShouldBe((ResourceState.Ready, 2));
    }

    [Fact]
    public async Task F_PROV_09_a_deployment_that_is_refused_is_repeated_only_within_the_consistency_window()
    {
        await using Site site = await Site.StartAsync();
        site.Use(options => options with { Environment = "debian13-mni", ConsistencyWindow = TimeSpan.FromMinutes(1) });
        await site.ApplyAsync(site.Orders.CreateNode("n-1"));

        List<ResourceState> states = [];
        for (int look = 0; look < 5; look++)
        {
            states.Add((await site.AdvanceAsync()).Single().State);
            site.Clock.Advance(TimeSpan.FromSeconds(40));
        }

        states.ShouldBe([ResourceState.Pending, ResourceState.Pending, ResourceState.Failed, ResourceState.Failed, ResourceState.Failed]);
        CountDeployments(site).ShouldBe(3);
    }

    [Theory, InlineData(0), InlineData(60)]
    public async Task F_PROV_10_a_deleted_node_is_not_reported_as_failed(int minutes)
    {
        await using Site site = await Site.StartAsync();
        site.Use(options => options with { StartsAt = minutes > 0 ? site.Clock.GetUtcNow() + TimeSpan.FromMinutes(minutes) : null });
        StepRequest order = site.Orders.CreateNode("n-1");
        Resource node = (await site.ApplyAsync(order)).Resource!;

        await site.ApplyAsync(site.Orders.DestroyNode(node));

        (await site.AdvanceAsync()).ShouldBeEmpty();
        (await site.Provider.ObserveAsync(null)).ShouldBeEmpty();
        (await site.ApplyAsync(site.Orders.DestroyNode(node))).Result.ShouldBe(StepResult.Succeeded);
        (await site.ApplyAsync(order)).Problem!.Code.ShouldBe(ProblemCode.IdempotencyTokenUsed);
        site.CountOf("POST /stable/sites/rennes/jobs").ShouldBe(1);
    }

    [Fact]
    public async Task F_PROV_08_nodes_whose_walltime_is_over_are_not_listed()
    {
        await using Site site = await Site.StartAsync();
        await site.ApplyAsync(site.Orders.CreateNode("n-1"));

        site.Clock.Advance(TimeSpan.FromHours(1));

        (await site.AdvanceAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task F_PROV_10_deleting_an_ending_or_missing_node_succeeds_and_a_rejected_deletion_fails()
    {
        await using Site site = await Site.StartAsync(options => options with { EndDelay = TimeSpan.FromMinutes(1) });
        Resource node = (await site.ApplyAsync(site.Orders.CreateNode("n-1"))).Resource!;
        site.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "DELETE") { Status = 400, Body = "not now" });

        StepOutcome refused = await site.ApplyAsync(site.Orders.DestroyNode(node));
        StepOutcome ended = await site.ApplyAsync(site.Orders.DestroyNode(node));
        StepOutcome ending = await site.ApplyAsync(site.Orders.DestroyNode(node));
        StepOutcome never = await site.ApplyAsync(site.Orders.DestroyNode(node with { Id = "rennes/1/0" }));

        (refused.Result, ended.Result, ending.Result, never.Result).ShouldBe(
            (StepResult.Failed, StepResult.Succeeded, StepResult.Succeeded, StepResult.Succeeded)
        );
        (await site.AdvanceAsync()).Single().State.ShouldBe(ResourceState.Deleting);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        (await site.AdvanceAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task F_PROV_12_an_expired_password_is_renewed_once_and_a_rejected_new_one_fails_the_request()
    {
        await using Site site = await Site.StartAsync();
        int renewals = 0;
        site.Use(options => options with { RenewPassword = RenewAsync, MaxNodesPerJob = 1 });
        await TestbedFaults.EndedPasswordAsync(site, site.Server.ChangePassword);
        renewals.ShouldBe(2);

        Task<string> RenewAsync(CancellationToken cancellationToken)
        {
            renewals++;
            return Task.FromResult("new");
        }
    }

    [Fact]
    public async Task F_PROV_13_a_node_whose_job_ended_early_is_not_listed_and_cannot_be_changed()
    {
        await using Site site = await Site.StartAsync();
        Resource node = (await site.ApplyAsync(site.Orders.CreateNode("n-1"))).Resource!;

        site.Server.BreakJob("rennes", long.Parse(node.Id.Split('/')[1], CultureInfo.InvariantCulture));

        (await site.AdvanceAsync()).ShouldBeEmpty();
        StepOutcome changed = await site.ApplyAsync(site.Orders.ChangeNode(node, new("n-1", 1)));
        (changed.Result, changed.Problem!.Code).ShouldBe((StepResult.Failed, ProblemCode.ResourceNotFound));
    }

    [Fact]
    public async Task F_PROV_14_jobs_without_our_ownership_tag_are_neither_listed_nor_deleted()
    {
        await using Site site = await Site.StartAsync();
        long other = site.Server.Occupy("rennes", "/nodes=1,walltime=1:00:00");
        Resource taken = new($"rennes/{other}/0", site.Orders.CreateNode("n-1").Tag, ResourceState.Ready, default);

        // A resource without our ownership tag is not a node, so it counts as deleted.
        (await site.ApplyAsync(site.Orders.DestroyNode(taken))).Result.ShouldBe(StepResult.Succeeded);

        (await site.Provider.ObserveAsync(null)).ShouldBeEmpty();
        site.Server.LiveJobs("rennes").Single().ShouldStartWith($"{other} running");
    }

    [Theory]
    [InlineData("<html>a proxy's page</html>", "<html>a proxy's page</html>")]
    [InlineData("""{"code":500,"message":"no"}""", "the response is not a list")]
    [InlineData("null", "null")]
    public Task F_PROV_15_an_invalid_API_response_is_reported_as_a_contract_violation(string body, string told) =>
        TestbedFaults.NonsenseAsync(Site.StartAsync(), body, told);

    private static int CountDeployments(Site site) => site.CountOf("POST /stable/sites/rennes/deployments");

    private static bool IsDeployment(HttpRequest request) =>
        request.Method == "POST" && request.Path.Value!.EndsWith("/deployments", StringComparison.Ordinal);
}
