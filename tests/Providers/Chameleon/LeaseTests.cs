namespace Chameleon.Tests;

public sealed class LeaseTests
{
    [Fact]
    public async Task Nodes_of_one_site_and_type_share_a_lease_with_machines_of_that_type()
    {
        await using Testbed testbed = await Testbed.StartAsync();

        ValueList<StepOutcome> made = await testbed.ApplyAsync([
            testbed.NodeAt("b-1", "compute_b", "CC-Ubuntu24.04"),
            testbed.NodeAt("b-2", "compute_b"),
            testbed.NodeAt("t-1", "CHI@TACC/compute_a"),
        ]);

        made.Select(outcome => outcome.Resource!.Cloud).Order().ShouldBe(["CHI@TACC/compute_a", "CHI@UC/compute_b", "CHI@UC/compute_b"]);
        (testbed.Server.LiveLeases(Testbed.Chicago).Count, testbed.Server.LiveLeases(Testbed.Texas).Count, testbed.Left.Servers).ShouldBe(
            (1, 1, 3)
        );
    }

    [Fact]
    public async Task A_new_node_reuses_the_lease_of_a_deleted_node()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        ValueList<StepOutcome> made = await testbed.ApplyAsync(testbed.Orders.CreateNodes(3));
        IReadOnlyList<string> leases = testbed.Server.LiveLeases(Testbed.Chicago);

        await testbed.ApplyAsync(testbed.Orders.DestroyNode(made[1].Resource!));
        StepOutcome next = await testbed.ApplyAsync(testbed.Orders.CreateNode("next"));

        next.Result.ShouldBe(StepResult.Succeeded);
        testbed.Server.LiveLeases(Testbed.Chicago).ShouldBe(leases);
    }

    [Fact]
    public async Task Creating_a_node_waits_for_a_lease_that_starts_with_a_delay()
    {
        await using Testbed testbed = await Testbed.StartAsync(options =>
            options with
            {
                Clock = TimeProvider.System,
                LeaseDelay = TimeSpan.FromMilliseconds(200),
            }
        );
        testbed.Use(options => options with { Clock = TimeProvider.System });

        (await testbed.ApplyAsync(testbed.Orders.CreateNode("n-1"))).Result.ShouldBe(StepResult.Succeeded);
    }

    [Fact]
    public async Task A_lease_with_a_future_start_is_created_once_and_filled_when_it_starts()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        DateTimeOffset start = testbed.Clock.GetUtcNow() + TimeSpan.FromHours(3);
        testbed.Use(options => options with { StartsAt = start });
        ValueList<StepRequest> orders = testbed.Orders.CreateNodes(2);

        ValueList<StepOutcome> early = await testbed.ApplyAsync(orders);
        await testbed.ApplyAsync(orders);
        testbed.Clock.Advance(TimeSpan.FromHours(3));
        ValueList<StepOutcome> late = await testbed.ApplyAsync(orders);

        early.ShouldAllBe(outcome =>
            outcome.Result == StepResult.Failed
            && outcome.CanRetry
            && outcome.RetryAfter == TimeSpan.FromHours(3)
            && outcome.Problem!.Message.EndsWith("starts at 2026-11-21 21:00", StringComparison.Ordinal)
        );
        late.ShouldAllBe(outcome => outcome.Result == StepResult.Succeeded);
        testbed.Left.ShouldBe((1, 2, 0));
    }

    [Fact]
    public async Task A_canceled_creation_does_not_wait_for_its_lease_which_is_listed_until_it_is_deleted()
    {
        await using Testbed testbed = await Testbed.StartAsync(options => options with { LeaseDelay = TimeSpan.FromMinutes(2) });
        using CancellationTokenSource ending = new();
        testbed.Faults.Add(new Fault(FaultKind.Answer, request =>
            {
                if (request.Method == "GET" && request.Path.Value!.Contains("/leases/", StringComparison.Ordinal))
                {
                    ending.Cancel();
                }

                return false;
            }));

        ValueList<StepOutcome> outcomes = await testbed.ApplyAsync([testbed.Orders.CreateNode("n-1")], ending.Token);
        Resource left = (await testbed.AdvanceAsync()).Single();
        StepOutcome removed = await testbed.ApplyAsync(testbed.Orders.DestroyNode(left));

        (
            outcomes.Single().Result,
            outcomes.Single().CanRetry,
            left.Tag.Name.StartsWith("lease-", StringComparison.Ordinal),
            removed.Result
        ).ShouldBe((StepResult.Failed, true, true, StepResult.Succeeded));
        testbed.Left.ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task A_lease_without_nodes_is_listed_for_everyone_and_deleted_only_by_its_own_lineage()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        await using ChameleonProvider provider = testbed.Open();
        testbed.Faults.Add(
            new Fault(FaultKind.LoseRequest, request =>
                request.Method == "POST" && request.Path.Value!.EndsWith("/servers", StringComparison.Ordinal)
            )
        );
        await provider.ApplyOneAsync(testbed.Orders.CreateNode("n-1"));
        await using ChameleonProvider other = testbed.Open();

        Resource left = (await other.ObserveAsync(null)).Single();
        ProviderContracts.ContractRequests strangers = new(new Random(9), "leased", name => new NodeSpec(name, 1));
        StepOutcome refused = await other.ApplyOneAsync(strangers.DestroyNode(left));
        StepOutcome removed = await other.ApplyOneAsync(testbed.Orders.DestroyNode(left));

        left.Tag.Owner.ShouldBe(testbed.Orders.Owner);
        (refused.Problem?.Code, removed.Result, testbed.Left).ShouldBe((ProblemCode.ForeignResource, StepResult.Succeeded, (0, 0, 0)));
    }

    [Fact]
    public async Task A_lease_in_error_fails_its_nodes_and_is_ended()
    {
        await using Testbed testbed = await Testbed.StartAsync(options => options with { LeaseDelay = TimeSpan.FromMinutes(2) });
        testbed.Faults.Add(new Fault(FaultKind.Answer, request =>
            {
                string[] path = request.Path.Value!.Split('/');
                if (request.Method == "GET" && path[^2] == "leases")
                {
                    testbed.Server.BreakLease(Testbed.Chicago, path[^1]);
                }

                return false;
            }));

        StepOutcome failed = await testbed.ApplyAsync(testbed.Orders.CreateNode("n-1"));

        (failed.Result, failed.CanRetry, testbed.Left).ShouldBe((StepResult.Failed, false, (0, 0, 0)));
        failed.Problem!.Message.ShouldEndWith("is ERROR");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_earliest_common_start_is_when_both_sites_have_machines_of_the_requested_type()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        DateTimeOffset now = testbed.Clock.GetUtcNow();
        testbed.Server.Occupy(Testbed.Chicago, "compute_b", 8, now, TimeSpan.FromMinutes(90));
        testbed.Server.Occupy(Testbed.Texas, "", 5, now.AddHours(2), TimeSpan.FromHours(2));

        DateTimeOffset? small = await testbed.Provider.FindEarliestStartAsync(FarmAt(("compute_b", 1), ("CHI@TACC", 3)));
        DateTimeOffset? large = await testbed.Provider.FindEarliestStartAsync(FarmAt(("compute_b", 1), ("CHI@TACC", 4)));
        DateTimeOffset? never = await testbed.Provider.FindEarliestStartAsync(FarmAt(("CHI@TACC", 9)));

        (small - now, large - now, never).ShouldBe((TimeSpan.FromMinutes(90), TimeSpan.FromHours(4), null));
    }

    [Fact]
    public async Task Existing_leases_of_the_configured_name_are_filled_and_stay()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        testbed.Use(options => options with { LeaseName = "join" });
        testbed.Server.Occupy(Testbed.Chicago, "compute_a", 1, testbed.Clock.GetUtcNow(), TimeSpan.FromHours(1), "join");
        testbed.Server.Occupy(Testbed.Chicago, "compute_b", 2, testbed.Clock.GetUtcNow(), TimeSpan.FromHours(1), "join-2");

        ValueList<StepOutcome> made = await testbed.ApplyAsync([
            testbed.NodeAt("b-1", "compute_b"),
            testbed.NodeAt("b-2", "compute_b"),
            testbed.NodeAt("b-3", "compute_b"),
        ]);
        await testbed.ApplyAsync([
            .. made.Where(outcome => outcome.Resource is not null).Select(outcome => testbed.Orders.DestroyNode(outcome.Resource!)),
        ]);

        made.Count(outcome => outcome.Result == StepResult.Succeeded).ShouldBe(2);
        made.Single(outcome => outcome.Result == StepResult.Failed).Problem!.Message.ShouldBe("the lease 'join' has room for 2 nodes");
        testbed.Left.ShouldBe((2, 0, 0));
    }

    [Fact]
    public async Task A_lease_is_extended_unless_another_reservation_follows()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        DateTimeOffset now = testbed.Clock.GetUtcNow();
        await testbed.ApplyAsync(testbed.NodeAt("b-1", "compute_b"));
        testbed.Server.Occupy(Testbed.Chicago, "compute_b", 8, now.AddHours(2), TimeSpan.FromHours(1));

        LeaseExtensionResult granted = (await testbed.Provider.ExtendAsync(testbed.Orders.Owner, TimeSpan.FromMinutes(30))).Single();
        LeaseExtensionResult refused = (await testbed.Provider.ExtendAsync(testbed.Orders.Owner, TimeSpan.FromHours(1))).Single();

        (granted.EndsAt - now, granted.Problem).ShouldBe((TimeSpan.FromMinutes(90), null));
        (refused.EndsAt - now, refused.Problem!.Code).ShouldBe((TimeSpan.FromMinutes(90), ProblemCode.InsufficientCapacity));
    }

    [Fact]
    public async Task An_ownership_tag_that_is_too_long_is_rejected_before_anything_is_leased()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        ProviderContracts.ContractRequests orders = new(new Random(9), new string('c', 200), name => new NodeSpec(name, 1));

        StepOutcome refused = await testbed.ApplyAsync(orders.CreateNode("n-1"));

        (refused.Result, refused.CanRetry, testbed.Left).ShouldBe((StepResult.Failed, false, (0, 0, 0)));
        refused.Problem!.Message.ShouldBe("its ownership tag has a value of 278 bytes");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_check_accepts_a_node_only_if_every_machine_a_lease_may_get_is_large_enough()
    {
        await using Testbed testbed = await Testbed.StartAsync(options =>
            options with
            {
                Hosts = [new("CHI@UC", "small", 4) { Cpus = 4 }, new("CHI@UC", "large", 4) { Cpus = 64 }],
            }
        );
        NodeHardware wanted = new() { Cpus = 32 };

        ValueList<Problem> any = await testbed.Provider.CheckAsync(FarmOf([new NodeSpec("a", 1) { Hardware = wanted, Cloud = "CHI@UC" }]));
        ValueList<Problem> large = await testbed.Provider.CheckAsync(
            FarmOf([new NodeSpec("a", 1) { Hardware = wanted, Cloud = "CHI@UC/large" }])
        );

        any.Select(problem => (problem.Code, problem.Advice)).ShouldBe([(ProblemCode.NodeTooLarge, "use the cloud CHI@UC/large")]);
        large.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_check_reports_every_problem_and_leases_nothing()
    {
        await using Testbed testbed = await Testbed.StartAsync();
        NodeSpec[] nodes =
        [
            new("a", 1) { Cloud = "CHI@Mars/compute_a" },
            new("b", 2) { Cloud = "compute_z" },
            new("c", 3) { Hardware = new NodeHardware { Cpus = 64 } },
            new("d", 4) { Hardware = new NodeHardware { Image = "CC-None" } },
            .. Enumerable.Range(5, 9).Select(number => new NodeSpec($"t-{number}", number) { Cloud = "CHI@TACC" }),
        ];

        ValueList<Problem> problems = await testbed.Provider.CheckAsync(FarmOf(nodes));

        problems
            .Select(problem => $"{problem.Code} {problem.Message}")
            .Order(StringComparer.Ordinal)
            .ShouldBe([
                "SW4603 chameleon-refused CHI@UC has no image 'CC-None'",
                "SW5001 insufficient-capacity 9 nodes are requested, but CHI@TACC has only 8 suitable machines",
                "SW5006 unknown-cloud CHI@UC has no machines of the type 'compute_z'",
                "SW5006 unknown-cloud there is no site 'CHI@Mars'",
                "SW5007 node-too-large 64 processors and 512 MiB are requested, and no machine of CHI@UC has both",
            ]);
        testbed.Left.ShouldBe((0, 0, 0));
    }

    private static Topology FarmAt(params (string Cloud, int Count)[] places) =>
        FarmOf([
            .. places
                .SelectMany(place => Enumerable.Range(1, place.Count).Select(number => place.Cloud))
                .Select((cloud, index) => new NodeSpec($"n-{index + 1}", index + 1) { Cloud = cloud }),
        ]);

    private static Topology FarmOf(NodeSpec[] nodes) =>
        Topology.Create("farm").Build() with
        {
            Groups = new[] { KeyValuePair.Create("web", new NodeGroup("web", "builtin@1.0.0") { Nodes = [.. nodes] }) }.ToValueMap(),
        };
}
