using Scalewright.Providers.Grid5000;

namespace Grid5000.Tests;

/// <summary>
/// Reservations at several sites, from their start to their end. Times were computed by hand from 18:00:00 UTC on.
/// </summary>
public sealed class ReservationTests
{
    private static readonly DateTimeOffset Six = DateTimeOffset.Parse("2026-11-21T18:00:00Z", CultureInfo.InvariantCulture);

    [Fact]
    public async Task The_earliest_common_start_of_two_sites_is_when_both_have_capacity()
    {
        await using Site site = await Site.StartAsync();

        // Rennes has 50 machines, 48 of them reserved until 20:00; lyon has 8, 7 of them reserved from 19:30 to 22:30.
        // The clocks of the sites are an hour ahead of UTC.
        site.Server.Occupy("rennes", "/nodes=48,walltime=2:00:00");
        site.Server.Occupy("lyon", "/nodes=7,walltime=3:00:00", "2026-11-21 20:30:00");
        site.Use(options => options with { Walltime = TimeSpan.FromHours(2) });

        (await site.Provider.FindEarliestStartAsync(Spread(2, 1))).ShouldBe(Six);
        (await site.Provider.FindEarliestStartAsync(Spread(3, 1))).ShouldBe(Six.AddHours(2));
        (await site.Provider.FindEarliestStartAsync(Spread(3, 2))).ShouldBe(Six.AddHours(4.5));
        (await site.Provider.FindEarliestStartAsync(Spread(2, 2))).ShouldBe(Six.AddHours(4.5));
        (await site.Provider.FindEarliestStartAsync(Spread(51, 1))).ShouldBeNull();
    }

    [Fact]
    public async Task Standby_machines_count_as_capacity_and_dead_machines_do_not()
    {
        await using Site site = await Site.StartAsync();
        foreach (int number in Enumerable.Range(1, 5))
        {
            site.Server.SetHard($"gamma-{number}.lyon.example", number <= 3 ? "standby" : "dead");
        }

        (await site.Provider.FindEarliestStartAsync(Spread(0, 6))).ShouldBe(Six);
        (await site.Provider.FindEarliestStartAsync(Spread(0, 7))).ShouldBeNull();
    }

    [Fact]
    public async Task Jobs_with_a_future_start_are_deployed_when_they_run()
    {
        await using Site site = await Site.StartAsync(options => options with { DeployDuration = TimeSpan.FromMinutes(4) });
        site.Use(options => options with { StartsAt = Six.AddHours(1) });
        ValueList<StepOutcome> made = await site.ApplyAsync([
            site.NodeAt("r-1", "rennes/beta"),
            site.NodeAt("r-2", ""),
            site.NodeAt("l-1", "lyon"),
        ]);
        made.ShouldAllBe(outcome => outcome.Result == StepResult.Succeeded && outcome.Resource!.State == ResourceState.Pending);

        // The scheduler can still give other machines than those it plans.
        (await site.AdvanceAsync()).ShouldAllBe(node => node.EndsAt == null && site.Provider.FindAddress(node).Length == 0);
        site.Clock.Advance(TimeSpan.FromHours(1));
        (await site.AdvanceAsync()).ShouldAllBe(node => node.State == ResourceState.Pending);
        site.Clock.Advance(TimeSpan.FromMinutes(4));
        ValueList<Resource> ready = await site.AdvanceAsync();

        ready.ShouldAllBe(node => node.State == ResourceState.Ready);
        ready
            .ToDictionary(one => one.Tag.Name, site.Provider.FindAddress)
            .ShouldBe(
                new Dictionary<string, string>
                {
                    ["r-1"] = "beta-1.rennes.example",
                    ["r-2"] = "alpha-1.rennes.example",
                    ["l-1"] = "gamma-1.lyon.example",
                },
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task A_wave_for_two_sites_creates_one_job_per_site()
    {
        await using Site site = await Site.StartAsync();

        await site.ApplyAsync([.. site.Orders.CreateNodes(7), site.NodeAt("l-1", "lyon"), site.NodeAt("l-2", "lyon")]);

        (site.Server.LiveJobs("rennes").Count, site.Server.LiveJobs("lyon").Count).ShouldBe((1, 1));
        site.Faults.Seen.Count(request => request.StartsWith("POST", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task A_third_advance_reservation_fails_with_a_quota_error()
    {
        await using Site site = await Site.StartAsync();
        site.Use(options => options with { StartsAt = Six.AddHours(1), MaxNodesPerJob = 1 });

        ValueList<StepOutcome> outcomes = await site.ApplyAsync(site.Orders.CreateNodes(3));

        outcomes.Count(outcome => outcome.Result == StepResult.Succeeded).ShouldBe(2);
        outcomes.Single(outcome => outcome.Result == StepResult.Failed).Problem!.Code.ShouldBe(ProblemCode.QuotaExceeded);
    }

    [Fact]
    public async Task A_reservation_that_cannot_be_scheduled_fails_with_the_message_of_the_scheduler()
    {
        await using Site site = await Site.StartAsync();
        site.Server.Occupy("lyon", "/nodes=8,walltime=3:00:00");
        site.Use(options => options with { StartsAt = Six.AddHours(1) });

        StepOutcome refused = await site.ApplyAsync(site.NodeAt("l-1", "lyon"));

        (refused.Result, refused.CanRetry).ShouldBe((StepResult.Failed, false));
        refused.Problem!.Message.ShouldContain("Reservation not valid");
    }

    [Fact]
    public async Task A_job_that_starts_with_fewer_machines_than_requested_has_failed_nodes()
    {
        await using Site site = await Site.StartAsync();
        site.Use(options => options with { StartsAt = Six.AddHours(1) });
        await site.ApplyAsync(site.Orders.CreateNodes(3));
        site.Server.SetHard("alpha-2.rennes.example", "dead");
        site.Clock.Advance(TimeSpan.FromHours(1));

        ValueList<Resource> found = await site.SettleAsync();

        found.Select(one => one.State).ShouldBe([ResourceState.Ready, ResourceState.Ready, ResourceState.Failed]);
    }

    [Fact]
    public async Task Observing_never_starts_a_deployment_and_advancing_does()
    {
        await using Site site = await Site.StartAsync(options => options with { DeployDuration = TimeSpan.FromMinutes(5) });
        using RecordingHandler handler = new(isQuestion: static _ => false);
        site.Use(options => options with { Handler = handler });
        await site.ApplyAsync(site.Orders.CreateNodes(2));
        int made = handler.ChangeCount;

        for (int look = 0; look < 3; look++)
        {
            (await site.Provider.ObserveAsync(site.Orders.Owner)).ShouldAllBe(one => one.State == ResourceState.Pending);
            site.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        handler.ChangeCount.ShouldBe(made);
        await site.AdvanceAsync();
        handler.ChangeCount.ShouldBe(made + 1);
        site.Clock.Advance(TimeSpan.FromMinutes(5));
        (await site.Provider.ObserveAsync(site.Orders.Owner)).ShouldAllBe(one => one.State == ResourceState.Ready);
    }

    [Fact]
    public async Task Only_machines_whose_deployment_failed_are_deployed_again()
    {
        await using Site site = await Site.StartAsync(options => options with { DeployDuration = TimeSpan.FromMinutes(5) });
        site.Server.SpoilDeployments("alpha-2.rennes.example", 1);
        await site.ApplyAsync(site.Orders.CreateNodes(3));

        await site.AdvanceAsync();
        site.Clock.Advance(TimeSpan.FromMinutes(5));
        ValueList<Resource> half = await site.AdvanceAsync();
        site.Clock.Advance(TimeSpan.FromMinutes(5));

        half.Select(one => one.State).ShouldBe([ResourceState.Ready, ResourceState.Pending, ResourceState.Ready]);
        (await site.AdvanceAsync()).ShouldAllBe(one => one.State == ResourceState.Ready);
        using HttpClient http = new();
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String("ann:secret"u8));
        JsonNode all = JsonNode.Parse(await http.GetStringAsync(new Uri($"{site.Server.Address}/sites/rennes/deployments")))!;
        all["items"]!
            .AsArray()
            .Select(one => string.Join(' ', one!["nodes"]!.AsArray()))
            .ShouldBe(["alpha-2.rennes.example", "alpha-1.rennes.example alpha-2.rennes.example alpha-3.rennes.example"]);
    }

    [Fact]
    public async Task A_machine_whose_deployments_all_failed_is_avoided_for_the_quarantine_period()
    {
        await using Site site = await Site.StartAsync();
        site.Server.SpoilDeployments("alpha-1.rennes.example", 1);
        site.Use(options => options with { MaxDeploymentAttempts = 1, QuarantinePeriod = TimeSpan.FromHours(1) });
        Resource bad = (await site.ApplyAsync(site.Orders.CreateNode("n-1"))).Resource!;
        (await site.SettleAsync()).Single().State.ShouldBe(ResourceState.Failed);

        await site.ApplyAsync([site.Orders.DestroyNode(bad)]);
        await site.ApplyAsync(site.Orders.CreateNode("n-2"));
        string meanwhile = site.Provider.FindAddress((await site.SettleAsync()).Single());
        site.Clock.Advance(TimeSpan.FromHours(1));
        await site.ApplyAsync(site.Orders.CreateNode("n-3"));

        (meanwhile, site.Provider.FindAddress((await site.SettleAsync()).Single())).ShouldBe(
            ("alpha-2.rennes.example", "alpha-1.rennes.example")
        );
    }

    [Fact]
    public async Task A_second_program_finds_pending_nodes_and_continues_their_deployment()
    {
        await using Site site = await Site.StartAsync(options => options with { LaunchDelay = TimeSpan.FromMinutes(1) });
        await using (Grid5000Provider first = site.Open())
        {
            await first.ApplyAllAsync(site.Orders.CreateNodes(2));
        }

        site.Clock.Advance(TimeSpan.FromMinutes(1));

        (await site.Provider.ObserveAsync(null)).Select(one => one.State).ShouldBe([ResourceState.Pending, ResourceState.Pending]);
        site.Faults.Seen.ShouldNotContain("POST /stable/sites/rennes/deployments");
        (await site.SettleAsync())
            .Select(one => (one.Tag.Name, one.State))
            .ShouldBe([("contract-1", ResourceState.Ready), ("contract-2", ResourceState.Ready)]);
    }

    [Fact]
    public async Task A_job_keeps_running_until_its_last_node_is_deleted()
    {
        await using Site site = await Site.StartAsync();
        ValueList<StepOutcome> made = await site.ApplyAsync(site.Orders.CreateNodes(3));

        await site.ApplyAsync(site.Orders.DestroyNode(made[1].Resource!));
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        ValueList<Resource> left = await site.AdvanceAsync();
        int jobs = site.Server.LiveJobs("rennes").Count;
        await site.ApplyAsync([.. left.Select(site.Orders.DestroyNode)]);

        left.Select(one => one.Tag.Name).ShouldBe(["contract-1", "contract-3"]);
        jobs.ShouldBe(1);
        site.Server.LiveJobs("rennes").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lease_extension_is_granted_only_where_no_other_reservation_follows()
    {
        await using Site site = await Site.StartAsync();
        site.Server.Occupy("lyon", "/nodes=7,walltime=5:00:00");
        site.Server.Occupy("lyon", "/nodes=1,walltime=1:00:00", "2026-11-21 20:00:00");
        await site.ApplyAsync([site.Orders.CreateNode("r-1"), site.NodeAt("l-1", "lyon")]);

        ValueList<LeaseExtensionResult> asked = await site.Provider.ExtendAsync(site.Orders.Owner, TimeSpan.FromMinutes(90));
        ValueList<LeaseExtensionResult> seen = await site.Provider.ExtendAsync(site.Orders.Owner, TimeSpan.Zero);

        asked.ShouldBe(seen);
        seen.Select(one => (one.Site, one.EndsAt - site.Clock.GetUtcNow()))
            .ShouldBe([("rennes", TimeSpan.FromMinutes(150)), ("lyon", TimeSpan.FromHours(1))]);
        seen.Select(one => one.Message)
            .ShouldBe(["granted +1:30:0, not decided +0:0:0, at most UNLIMITED", "granted +0:0:0, not decided +0:0:0, at most UNLIMITED"]);
        site.Clock.Advance(TimeSpan.FromMinutes(80));
        (await site.SettleAsync()).Select(one => (one.Tag.Name, one.EndsAt)).ShouldBe([("r-1", null)]);
    }

    [Fact]
    public async Task A_job_that_has_not_started_cannot_be_extended()
    {
        await using Site site = await Site.StartAsync();
        site.Use(options => options with { StartsAt = Six.AddHours(1) });
        await site.ApplyAsync(site.Orders.CreateNode("r-1"));

        LeaseExtensionResult refused = (await site.Provider.ExtendAsync(site.Orders.Owner, TimeSpan.FromHours(1))).Single();

        refused.Problem!.Message.ShouldContain("only possible for running jobs");
    }

    [Fact]
    public async Task A_missing_environment_is_reported_and_the_node_can_be_deleted()
    {
        await using Site site = await Site.StartAsync();
        await using CapturingTransport way = new();
        site.Use(options => options with { Environment = "debian13-mni", Transport = way });
        await site.ApplyAsync(site.Orders.CreateNode("n-1"));

        Resource node = (await site.SettleAsync()).Single();
        AgentException failure = await Should.ThrowAsync<AgentException>(() => site.Provider.ConnectAsync(node));

        node.State.ShouldBe(ResourceState.Failed);
        failure.Problems.Single().Message.ShouldContain("debian13-mni does not exist");
        (await site.ApplyAsync(site.Orders.DestroyNode(node))).Result.ShouldBe(StepResult.Succeeded);
        site.Server.LiveJobs("rennes").ShouldBeEmpty();
    }

    [
        Theory,
        InlineData("rennes", "", "use the cloud rennes/large, or require suitable machines with "),
        InlineData("rennes/small", "", "use a smaller node"),
        InlineData("rennes/large", "", null),
        InlineData("rennes", "core_count >= 32", null)
    ]
    public async Task A_check_accepts_a_node_only_if_every_machine_the_scheduler_may_choose_is_large_enough(
        string cloud,
        string properties,
        string? advice
    )
    {
        await using Site site = await Site.StartAsync(options =>
            options with
            {
                Clusters =
                [
                    new("rennes", "large", 4) { Cores = 64, MemoryGiB = 512 },
                    new("rennes", "small", 4) { Cores = 4, MemoryGiB = 8 },
                ],
            }
        );
        site.Use(options => options with { Sites = ["rennes"], Properties = properties });
        Topology topology = Topology
            .Create("heavy")
            .AddProfile(
                Profile.Create("a").WithCount(2).WithNode(node => node with { Cpus = 32, MemoryMiB = 262_144, Cloud = cloud }).Build()
            )
            .Build();

        ValueList<Problem> problems = await site.Provider.CheckAsync(topology);

        problems.Count(problem => problem.Code == ProblemCode.NodeTooLarge).ShouldBe(advice is null ? 0 : 2);
        problems.ShouldAllBe(problem => problem.Advice.StartsWith(advice!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_check_finds_the_clusters_of_all_queues()
    {
        await using Site site = await Site.StartAsync(options =>
            options with
            {
                Clusters = [new("rennes", "alpha", 4), new("rennes", "gros", 4) { Queues = ["production"] }],
            }
        );
        site.Use(options => options with { Sites = ["rennes"], Queue = "production" });

        (await site.Provider.CheckAsync(TestbedClusters.Of(new NodeSpec("n-1", 1) { Cloud = "rennes/gros" }))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_check_reports_oversized_nodes_and_a_missing_public_key_and_reserves_nothing()
    {
        await using Site site = await Site.StartAsync();
        site.Use(options => options with { PublicKey = "" });
        Topology topology = Topology
            .Create("wrong")
            .AddProfile(Profile.Create("a").WithCount(1).WithNode(node => node with { Cpus = 17 }).Build())
            .AddProfile(Profile.Create("b").WithCount(51).WithHostnamePrefix("b").Build())
            .Build();

        ValueList<Problem> problems = await site.Provider.CheckAsync(topology);

        problems.Select(problem => problem.Code).ShouldContain(ProblemCode.NodeTooLarge);
        problems.Select(problem => problem.Message).ShouldContain("machines are deployed, but no public key for logging in to them is set");
        site.Faults.Seen.ShouldAllBe(request => request.StartsWith("GET", StringComparison.Ordinal));
    }

    /// <summary>A topology with this number of nodes at rennes and at lyon.</summary>
    private static Topology Spread(int rennes, int lyon) =>
        Topology.Empty with
        {
            Groups = new[] { ("rennes", rennes), ("lyon", lyon) }
                .Where(place => place.Item2 > 0)
                .Select(place =>
                    KeyValuePair.Create(
                        place.Item1,
                        new NodeGroup(place.Item1, "builtin@1.0.0")
                        {
                            Nodes =
                            [
                                .. Enumerable
                                    .Range(1, place.Item2)
                                    .Select(number => new NodeSpec($"{place.Item1}-{number}", number) { Cloud = place.Item1 }),
                            ],
                        }
                    )
                )
                .ToValueMap(),
        };
}
