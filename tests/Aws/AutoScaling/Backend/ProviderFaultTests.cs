namespace AutoScaling.Tests.Backend;

/// <summary>Faults of the backend of the AutoScaling provider: rows F-PROV of tests/Faults/rows.tsv.</summary>
public sealed class ProviderFaultTests : IAsyncLifetime
{
    private const int Nodes = 12;

    private readonly ContractRequests _orders = new(new Random(3), "troubled", name => new NodeSpec(name, 1));
    private SimulatedEndpoint? _place;
    private int _launches;
    private bool _isTagged;

    public async Task InitializeAsync() => _place = await SimulatedEndpoint.OpenAsync();

    public async Task DisposeAsync() => await _place!.DisposeAsync();

    [Theory]
    [InlineData(429, "Throttling", "7", 7)]
    [InlineData(503, "RequestLimitExceeded", "0", 0)]
    [InlineData(429, "RequestLimitExceeded", "-5", -1)]
    [InlineData(429, "Throttling", "99999999999999999999", 86400)]
    [InlineData(429, "Throttling", "soon", null)]
    [InlineData(503, "RequestLimitExceeded", null, null)]
    public async Task F_PROV_01_a_throttled_step_can_be_retried_after_the_requested_delay(
        int status,
        string code,
        string? header,
        int? seconds
    )
    {
        using FaultyHandler handler = new() { Answer = (_, _) => FaultyHandler.Fault(status, code, header) };
        await using AutoScalingProvider provider = Provider(handler);

        StepOutcome outcome = (await ApplyAsync(provider, _orders.CreateNode("n-1"))).Single();

        (outcome.Result, outcome.CanRetry, outcome.Problem!.Code).ShouldBe((StepResult.Failed, true, ProblemCode.Throttled));
        outcome.RetryAfter.ShouldBe(seconds is { } told ? TimeSpan.FromSeconds(told) : null);
        handler.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task F_PROV_01_a_Retry_After_date_is_converted_to_a_delay()
    {
        DateTimeOffset at = _place!.Clock.GetUtcNow().AddHours(2);
        using FaultyHandler handler = new()
        {
            Answer = (_, _) => FaultyHandler.Fault(429, "Throttling", at.ToString("r", CultureInfo.InvariantCulture)),
        };
        await using AutoScalingProvider provider = Provider(handler);

        StepOutcome outcome = (await ApplyAsync(provider, _orders.CreateNode("n-1"))).Single();

        outcome.RetryAfter!.Value.ShouldBeInRange(TimeSpan.FromHours(1), TimeSpan.FromHours(2));
    }

    [Theory]
    [InlineData(500, "InternalError")]
    [InlineData(502, "Bad")]
    [InlineData(503, "Unavailable")]
    public async Task F_PROV_02_all_nodes_are_created_with_at_most_three_times_the_changes_when_30_percent_of_calls_fail(
        int status,
        string code
    )
    {
        Random chance = new(status);
        Lock turn = new();
        using FaultyHandler well = new();
        using FaultyHandler handler = new() { Answer = (_, _) => Fails() ? FaultyHandler.Fault(status, code) : null };

        int whenWell = await ProvisionAsync(well, "well");
        int before = await RunningAsync();
        int whenSick = await ProvisionAsync(handler, "sick");

        (whenWell, whenSick - before).ShouldBe((Nodes, Nodes));
        handler.Changes.ShouldBeLessThanOrEqualTo(3 * well.Changes);

        bool Fails()
        {
            lock (turn)
            {
                return chance.NextDouble() < 0.3;
            }
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task F_PROV_03_a_call_without_a_response_has_an_unknown_outcome_and_creates_no_duplicate(bool isAfterEffect)
    {
        using FaultyHandler handler = new()
        {
            Loses = (action, before) => isAfterEffect && action == "RunInstances" && before % 2 == 0,
            Answer = (action, before) =>
                !isAfterEffect && action == "RunInstances" && before % 2 == 0
                    ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "lost on purpose")
                    : null,
        };
        await using AutoScalingProvider provider = Provider(handler);

        StepOutcome outcome = (await ApplyAsync(provider, _orders.CreateNode("n-1"))).Single();
        int running = await ProvisionAsync(handler, "lost");

        (outcome.Result, outcome.Problem!.Code).ShouldBe((StepResult.Unknown, ProblemCode.CallOutcomeUnknown));
        running.ShouldBe(Nodes + (isAfterEffect ? 1 : 0));
    }

    [Fact]
    public async Task F_PROV_04_and_07_nodes_above_the_quota_fail_with_the_limit_and_are_not_retried()
    {
        await using SimulatedEndpoint small = await SimulatedEndpoint.OpenAsync(options => options with { MaxInstances = 7 });
        using FaultyHandler handler = new();
        await using AutoScalingProvider provider = new(small.Options with { Handler = handler });

        ValueList<StepOutcome> outcomes = await ApplyAsync(provider, [.. _orders.CreateNodes(10)]);

        outcomes.Count(outcome => outcome.Result == StepResult.Succeeded).ShouldBe(7);
        StepOutcome[] refused = [.. outcomes.Where(outcome => outcome.Result == StepResult.Failed)];
        refused.ShouldAllBe(outcome =>
            outcome.Problem!.Code == ProblemCode.QuotaExceeded && !outcome.CanRetry && outcome.Problem.Message.Contains('7')
        );
        (refused.Length, handler.Calls).ShouldBe((3, 10));
        (await provider.ObserveAsync(_orders.Owner)).Count.ShouldBe(7);
    }

    [Fact]
    public async Task F_PROV_07_a_zone_without_machines_is_reported_as_insufficient_capacity()
    {
        using FaultyHandler handler = new() { Answer = (_, _) => FaultyHandler.Fault(500, "InsufficientInstanceCapacity") };
        await using AutoScalingProvider provider = Provider(handler);

        StepOutcome outcome = (await ApplyAsync(provider, _orders.CreateNode("n-1"))).Single();

        (outcome.Result, outcome.CanRetry, outcome.Problem!.Code).ShouldBe((StepResult.Failed, false, ProblemCode.InsufficientCapacity));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROV_05_delayed_listings_cause_no_duplicate_nodes_and_no_missed_deletions()
    {
        await using SimulatedEndpoint late = await SimulatedEndpoint.OpenAsync(options =>
            options with
            {
                ListDelay = TimeSpan.FromSeconds(40),
            }
        );
        using FaultyHandler handler = new() { Loses = (action, before) => action == "RunInstances" && before % 3 == 0 };
        await using AutoScalingProvider provider = new(
            late.Options with
            {
                Handler = handler,
                // Longer than the delay by 2.6 s of the system clock, in which the endpoint ends the machine of an instance.
                ConsistencyWindow = TimeSpan.FromMinutes(5),
            }
        );

        StepOutcome made = (await ApplyAsync(provider, _orders.CreateNode("n-1"))).Single(outcome =>
            outcome.Result is StepResult.Succeeded or StepResult.Unknown
        );
        StepOutcome second = (await ApplyAsync(provider, _orders.CreateNode("n-2"))).Single();
        StepOutcome ended = (await ApplyAsync(provider, _orders.DestroyNode(second.Resource!))).Single();
        await Task.Delay(provider.ConsistencyWindow, provider.Clock);

        (made.Result, second.Result, ended.Result).ShouldBe((StepResult.Unknown, StepResult.Succeeded, StepResult.Succeeded));
        (await provider.ObserveAsync(_orders.Owner)).Select(one => one.Tag.Name).ShouldBe(["n-1"]);
    }

    [Fact]
    public async Task F_PROV_06_a_listing_that_changes_between_pages_returns_each_remaining_instance_once()
    {
        await using AutoScalingProvider calm = Provider();
        ValueList<StepOutcome> made = await ApplyAsync(calm, [.. _orders.CreateNodes(20)]);
        int pages = 0;
        using FaultyHandler handler = new()
        {
            After = async (action, _) =>
            {
                pages++;
                await ApplyAsync(calm, _orders.CreateNode($"more-{pages}"), _orders.DestroyNode(made[pages].Resource!));
            },
        };
        await using AutoScalingProvider provider = new(_place!.Options with { Handler = handler, PageSize = 5 });

        ValueList<Resource> found = await provider.ObserveAsync(_orders.Owner);

        found.Select(one => one.Id).ShouldBeUnique();
        string[] stayed = [.. made.Where((_, index) => index == 0 || index > pages).Select(outcome => outcome.Resource!.Id)];
        found.Select(one => one.Id).Intersect(stayed).Count().ShouldBe(stayed.Length);
    }

    [Fact]
    public async Task F_PROV_06_a_list_without_an_end_is_reported_as_an_error()
    {
        await using AutoScalingProvider calm = Provider();
        await ApplyAsync(calm, [.. _orders.CreateNodes(20)]);
        string? token = null;
        using FaultyHandler handler = new() { Change = (_, text) => SameToken(text, ref token) };
        await using AutoScalingProvider provider = new(_place!.Options with { Handler = handler, PageSize = 5 });

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(_orders.Owner));

        failure.Problems.Single().Code.ShouldBe(ProblemCode.EndlessListing);
    }

    [Fact]
    public async Task F_PROV_12_an_authentication_failure_is_not_transient()
    {
        await using AutoScalingProvider provider = new(
            _place!.Options with
            {
                Key = TestEndpoint.Key with { SecretAccessKey = "another" },
            }
        );

        ProviderException looking = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));
        ProviderException making = await Should.ThrowAsync<ProviderException>(() => ApplyAsync(provider, _orders.CreateNode("n-1")));

        new[] { looking, making }.ShouldAllBe(failure =>
            !failure.IsTransient && failure.Problems[0].Code == ProblemCode.AuthenticationFailed
        );
    }

    [Fact]
    public async Task F_PROV_12_an_expired_key_is_renewed_once_for_all_calls_and_the_work_continues()
    {
        AccessKey old = TestEndpoint.Key with { SecretAccessKey = "expired" };
        int calls = 0;
        int renewals = 0;
        using FaultyHandler handler = new()
        {
            Answer = (_, _) => Interlocked.Increment(ref calls) <= 4 ? FaultyHandler.Fault(400, "ExpiredToken") : null,
        };
        await using AutoScalingProvider provider = new(_place!.Options with { Handler = handler, Key = old, RenewKey = RenewAsync });

        ValueList<StepOutcome> made = await ApplyAsync(provider, [.. _orders.CreateNodes(Nodes)]);

        made.ShouldAllBe(outcome => outcome.Result == StepResult.Succeeded);
        (renewals, await RunningAsync()).ShouldBe((1, Nodes));

        async Task<AccessKey> RenewAsync(AccessKey refused, CancellationToken cancellationToken)
        {
            refused.ShouldBe(old);
            Interlocked.Increment(ref renewals);

            while (Volatile.Read(ref calls) < 4)
            {
                await Task.Yield();
            }

            return TestEndpoint.Key;
        }
    }

    [Fact]
    public async Task F_PROV_12_a_rejected_renewed_key_stops_the_work()
    {
        int renewals = 0;
        await using AutoScalingProvider provider = new(
            _place!.Options with
            {
                Key = TestEndpoint.Key with { SecretAccessKey = "expired" },
                RenewKey = (refused, _) => Task.FromResult(refused with { SecretAccessKey = $"wrong {++renewals}" }),
            }
        );

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => ApplyAsync(provider, _orders.CreateNode("n-1")));

        (failure.IsTransient, failure.Problems[0].Code, renewals).ShouldBe((false, ProblemCode.AuthenticationFailed, 1));
    }

    [Theory, InlineData(SignatureVersion.V2), InlineData(SignatureVersion.V4)]
    public async Task F_PROV_12_a_temporary_key_is_sent_with_its_signed_session_token(SignatureVersion version)
    {
        await using AutoScalingProvider provider = new(
            _place!.Options with
            {
                SignatureVersion = version,
                Key = TestEndpoint.Key with { SessionToken = "lent/until+noon=" },
            }
        );

        (await ApplyAsync(provider, _orders.CreateNode("n-1"))).Single().Result.ShouldBe(StepResult.Succeeded);
    }

    [Fact]
    public async Task F_PROV_10_deleting_an_instance_that_is_already_gone_succeeds()
    {
        bool isLate = false;
        using FaultyHandler handler = new()
        {
            Answer = (action, _) =>
                action == "TerminateInstances" && !isLate && (isLate = true)
                    ? FaultyHandler.Fault(400, "InvalidInstanceID.NotFound")
                    : null,
        };
        await using AutoScalingProvider provider = Provider(handler);
        ValueList<StepOutcome> made = await ApplyAsync(provider, [.. _orders.CreateNodes(3)]);

        ValueList<StepOutcome> ended = await ApplyAsync(provider, [.. made.Select(outcome => _orders.DestroyNode(outcome.Resource!))]);

        ended.ShouldAllBe(outcome => outcome.Result == StepResult.Succeeded);
        (await RunningAsync()).ShouldBe(0);
    }

    // EC2 API reference, "Error codes": InternalError is a failure of the server, after which a request can be repeated.
    [Fact]
    public async Task A_step_whose_reads_fail_changes_nothing_and_can_be_retried()
    {
        bool isFailing = false;
        using FaultyHandler handler = new()
        {
            Answer = (action, _) => isFailing && action == "DescribeInstances" ? FaultyHandler.Fault(500, "InternalError") : null,
        };
        await using AutoScalingProvider provider = new(
            _place!.Options with
            {
                Handler = handler,
                ConsistencyWindow = TimeSpan.FromDays(1),
            }
        );
        StepRequest create = _orders.CreateNode("n-1");
        Resource node = (await ApplyAsync(provider, create)).Single().Resource!;
        int changes = handler.Changes;
        isFailing = true;

        ValueList<StepOutcome> outcomes =
        [
            .. await ApplyAsync(provider, create),
            .. await ApplyAsync(provider, _orders.ChangeNode(node, new NodeSpec("n-1", 1))),
            .. await ApplyAsync(provider, _orders.DestroyNode(node)),
        ];

        outcomes.ShouldAllBe(outcome =>
            outcome.Result == StepResult.Failed && outcome.CanRetry && outcome.Problem!.Code == ProblemCode.ProviderUnavailable
        );
        (outcomes.Count, handler.Changes).ShouldBe((3, changes));
    }

    [Fact]
    public async Task A_failed_observation_is_transient_and_reports_the_provider_as_unavailable()
    {
        using FaultyHandler handler = new() { Answer = (_, _) => FaultyHandler.Fault(500, "InternalError") };
        await using AutoScalingProvider provider = Provider(handler);

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));

        (failure.IsTransient, failure.Problems.Single().Code).ShouldBe((true, ProblemCode.ProviderUnavailable));
    }

    // EC2 user guide, "Eventual consistency": a new instance or a new tag may not be listed yet.
    [Theory, InlineData("instancesSet"), InlineData("tagSet")]
    public async Task An_instance_that_was_tagged_after_its_launch_can_be_changed_and_deleted_before_it_is_listed(string unlisted)
    {
        using FaultyHandler handler = new()
        {
            Change = (action, text) =>
                action switch
                {
                    "RunInstances" => Without("tagSet", text),
                    "DescribeInstances" => Without(unlisted, text),
                    _ => text,
                },
        };
        await using AutoScalingProvider provider = new(
            _place!.Options with
            {
                Handler = handler,
                ConsistencyWindow = TimeSpan.FromDays(1),
            }
        );
        Resource node = (await ApplyAsync(provider, _orders.CreateNode("n-1"))).Single().Resource!;

        StepOutcome changed = (await ApplyAsync(provider, _orders.ChangeNode(node, new NodeSpec("n-1", 1) { Cloud = "c" }))).Single();
        StepOutcome ended = (await ApplyAsync(provider, _orders.DestroyNode(node))).Single();

        (changed.Result, ended.Result).ShouldBe((StepResult.Succeeded, StepResult.Succeeded));
        (await RunningAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task The_epoch_of_a_change_protects_an_instance_before_it_is_listed()
    {
        using FaultyHandler handler = new()
        {
            Change = static (action, text) => action == "DescribeInstances" ? Without("instancesSet", text) : text,
        };
        await using AutoScalingProvider provider = new(
            _place!.Options with
            {
                Handler = handler,
                ConsistencyWindow = TimeSpan.FromDays(1),
            }
        );
        Resource node = (await ApplyAsync(provider, _orders.CreateNode("n-1"))).Single().Resource!;
        await ApplyAsync(provider, _orders.ForNextHolder().ChangeNode(node, new NodeSpec("n-1", 1)));

        StepOutcome outcome = (await ApplyAsync(provider, _orders.DestroyNode(node))).Single();

        (outcome.Result, outcome.Problem?.Code).ShouldBe((StepResult.Failed, ProblemCode.LeaseLost));
    }

    [Fact]
    public async Task An_instance_that_cannot_be_tagged_is_terminated()
    {
        using FaultyHandler handler = new()
        {
            Change = static (action, text) => action == "RunInstances" ? text.Replace("tagSet", "noTags", StringComparison.Ordinal) : text,
            Answer = static (action, _) => action == "CreateTags" ? FaultyHandler.Fault(400, "TagLimitExceeded") : null,
        };
        await using AutoScalingProvider provider = Provider(handler);

        StepOutcome outcome = (await ApplyAsync(provider, _orders.CreateNode("n-1"))).Single();

        outcome.Result.ShouldBe(StepResult.Failed);
        (await RunningAsync()).ShouldBe(0);
    }

    // EC2 API reference, "Error codes": RequestLimitExceeded has status 503; RFC 6585: status 429.
    [Theory, InlineData(503, "RequestLimitExceeded"), InlineData(429, "TooMany")]
    public async Task An_instance_whose_tagging_is_throttled_is_tagged_by_a_retry(int status, string code)
    {
        int throttled = 0;
        using FaultyHandler handler = CreateOldService(action =>
            action == "CreateTags" && ++throttled <= 2 ? FaultyHandler.Fault(status, code) : null
        );
        await using AutoScalingProvider provider = Provider(handler);

        StepOutcome outcome = (await ApplyAsync(provider, _orders.CreateNode("n-1"))).Single();

        (outcome.Result, await RunningAsync()).ShouldBe((StepResult.Succeeded, 1));
        (await provider.ObserveAsync(_orders.Owner)).Select(one => one.Tag.Name).ShouldBe(["n-1"]);
    }

    [Fact]
    public async Task An_instance_that_cannot_be_tagged_is_terminated_even_if_its_termination_is_throttled()
    {
        int throttled = 0;
        using FaultyHandler handler = CreateOldService(action =>
            action switch
            {
                "CreateTags" => FaultyHandler.Fault(400, "TagLimitExceeded"),
                "TerminateInstances" when ++throttled <= 2 => FaultyHandler.Fault(503, "RequestLimitExceeded"),
                _ => null,
            }
        );
        await using AutoScalingProvider provider = Provider(handler);

        StepOutcome outcome = (await ApplyAsync(provider, _orders.CreateNode("n-1"))).Single();

        (outcome.Result, await RunningAsync()).ShouldBe((StepResult.Failed, 0));
    }

    // A step may only fail with CanRetry if it had no effect. A service that ignores client tokens would launch another one.
    [Theory]
    [InlineData(503, "RequestLimitExceeded")]
    [InlineData(500, "InternalError")]
    [InlineData(400, "InvalidInstanceID.NotFound")]
    public async Task A_retry_tags_an_instance_that_could_be_neither_tagged_nor_terminated_and_launches_no_other(int status, string code)
    {
        bool isFailing = true;
        using FaultyHandler handler = CreateOldService(action =>
            isFailing && (action is "CreateTags" or "TerminateInstances") ? FaultyHandler.Fault(status, code) : null
        );
        await using AutoScalingProvider provider = Provider(handler);
        StepRequest create = _orders.CreateNode("n-1");

        StepOutcome failed = (await ApplyAsync(provider, create)).Single();
        isFailing = false;
        StepOutcome retried = (await ApplyAsync(provider, create)).Single();

        (failed.Result, failed.CanRetry, failed.Problem!.Code).ShouldBe((StepResult.Unknown, false, ProblemCode.CallOutcomeUnknown));
        (retried.Result, _launches, await RunningAsync()).ShouldBe((StepResult.Succeeded, 1, 1));
        (await provider.ObserveAsync(_orders.Owner)).Select(one => one.Id).ShouldBe([retried.Resource!.Id]);
    }

    [Fact]
    public async Task An_untagged_instance_that_a_person_terminated_is_not_tagged_by_a_retry()
    {
        bool isFailing = true;
        using FaultyHandler handler = CreateOldService(action =>
            isFailing && (action is "CreateTags" or "TerminateInstances") ? FaultyHandler.Fault(500, "InternalError") : null
        );
        await using AutoScalingProvider provider = Provider(handler);
        StepRequest create = _orders.CreateNode("n-1");
        await ApplyAsync(provider, create);
        isFailing = false;
        await TerminateAllAsync();

        StepOutcome retried = (await ApplyAsync(provider, create)).Single();

        (retried.Result, retried.Problem!.Code).ShouldBe((StepResult.Failed, ProblemCode.IdempotencyTokenUsed));
    }

    [Fact]
    public async Task F_PROV_14_an_instance_with_our_name_but_without_our_ownership_tag_is_not_deleted()
    {
        await using AutoScalingProvider provider = Provider();
        using HttpClient http = new();
        AutoScalingClient client = new(http, _place!.Options.Address, TestEndpoint.Key, _place.Clock) { Service = QueryService.Ec2 };
        XElement? stranger = await client.CallAsync(
            "RunInstances",
            new Dictionary<string, string>
            {
                ["ImageId"] = "image",
                ["MinCount"] = "1",
                ["MaxCount"] = "1",
                ["TagSpecification.1.ResourceType"] = "instance",
                ["TagSpecification.1.Tag.1.Key"] = "Name",
                ["TagSpecification.1.Tag.1.Value"] = "n-1",
            }.ToValueMap()
        );
        string id = stranger!.Child("instancesSet")!.Elements().Single().Text("instanceId")!;
        Resource taken = new(id, _orders.CreateNode("n-1").Tag, ResourceState.Ready, default);

        StepOutcome outcome = (await ApplyAsync(provider, _orders.DestroyNode(taken))).Single();

        (outcome.Result, outcome.Problem!.Code).ShouldBe((StepResult.Failed, ProblemCode.ForeignResource));
        (await provider.ObserveAsync(null)).ShouldBeEmpty();
        (await RunningAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task F_PROV_18_a_deletion_by_a_controller_of_an_older_epoch_fails()
    {
        await using AutoScalingProvider provider = Provider();
        ContractRequests newer = new(new Random(3), "troubled", name => new NodeSpec(name, 1)) { Epoch = 2 };
        Resource node = (await ApplyAsync(provider, newer.CreateNode("n-1"))).Single().Resource!;

        StepOutcome outcome = (await ApplyAsync(provider, _orders.DestroyNode(node))).Single();

        (outcome.Result, outcome.Problem!.Code).ShouldBe((StepResult.Failed, ProblemCode.LeaseLost));
    }

    [Fact]
    public async Task F_PROV_13_a_node_terminated_by_someone_else_is_replaced_by_a_repair()
    {
        await using AutoScalingProvider provider = Provider();
        await using Cluster cluster = await Cluster.Create(Farm("stolen")).UseProvider(provider).ProvisionAsync();
        Resource stolen = (await provider.ObserveAsync(null))[0];
        using HttpClient http = new();
        await new AutoScalingClient(http, _place!.Options.Address, TestEndpoint.Key, _place.Clock) { Service = QueryService.Ec2 }.CallAsync(
            "TerminateInstances",
            ValueMap<string>.Empty.With("InstanceId.1", stolen.Id)
        );

        await cluster.RepairAsync();

        (await RunningAsync()).ShouldBe(Nodes);
        (await provider.ObserveAsync(null)).Select(one => one.Id).ShouldNotContain(stolen.Id);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROV_09_an_instance_stuck_in_pending_is_replaced()
    {
        string stuck = "";
        using FaultyHandler handler = new() { Change = (_, text) => Pending(text, ref stuck) };
        await using AutoScalingProvider provider = Provider(handler);

        await using Cluster cluster = await Cluster
            .Create(Farm("stuck"))
            .UseProvider(provider)
            .WithOptions(settings => settings with { NodeStartTimeout = TimeSpan.FromMinutes(5) })
            .ProvisionAsync();

        (cluster.Nodes.Count, await RunningAsync()).ShouldBe((Nodes, Nodes));
        (await provider.ObserveAsync(null)).Select(one => one.Id).ShouldNotContain(stuck);
    }

    private static string Without(string element, string text) => text.Replace(element, "notListed", StringComparison.Ordinal);

    private static string Pending(string text, ref string stuck)
    {
        if (!text.Contains("<DescribeInstancesResponse", StringComparison.Ordinal))
        {
            return text;
        }

        XElement reply = XElement.Parse(text);
        XElement[] instances =
        [
            .. reply
                .Descendants()
                .Where(element =>
                    element.Name.LocalName == "item" && element.Elements().Any(child => child.Name.LocalName == "instanceId")
                ),
        ];
        string first = stuck = stuck.Length > 0 ? stuck : IdOf(instances.FirstOrDefault());
        if (
            instances
                .FirstOrDefault(instance => IdOf(instance) == first)
                ?.Elements()
                .Single(child => child.Name.LocalName == "instanceState")
                is { } state
            && state.Elements().Single(child => child.Name.LocalName == "name") is { Value: "running" } name
        )
        {
            name.Value = "pending";
            state.Elements().Single(child => child.Name.LocalName == "code").Value = "0";
        }

        return reply.ToString();

        static string IdOf(XElement? instance) => instance?.Elements().Single(child => child.Name.LocalName == "instanceId").Value ?? "";
    }

    private static string SameToken(string text, ref string? token)
    {
        const string Start = "<nextToken>";
        int start = text.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        int end = text.IndexOf("</nextToken>", StringComparison.Ordinal);
        token ??= text[start..end];
        return end < 0 ? text : text[..start] + token + text[end..];
    }

    private static Topology Farm(string name) =>
        Topology.Create(name).AddProfile(Profile.Create(name).WithCount(Nodes).WithContainersPerNode(1).Build()).Build();

    private static Task<ValueList<StepOutcome>> ApplyAsync(AutoScalingProvider provider, params StepRequest[] orders) =>
        provider.ApplyAllAsync([.. orders]);

    private AutoScalingProvider Provider(FaultyHandler? handler = null) => new(_place!.Options with { Handler = handler });

    /// <summary>A service that ignores the tags of a launch, as EC2 did before 2017.</summary>
    /// <param name="answer">Substitute response to an action, or null.</param>
    private FaultyHandler CreateOldService(Func<string, HttpResponseMessage?> answer) =>
        new()
        {
            Answer = (action, _) => answer(action),
            Change = (action, text) =>
            {
                _launches += action == "RunInstances" ? 1 : 0;
                _isTagged |= action == "CreateTags";
                return _isTagged ? text : Without("tagSet", text);
            },
        };

    private async Task<int> ProvisionAsync(FaultyHandler handler, string name)
    {
        await using AutoScalingProvider provider = Provider(handler);
        await using Cluster cluster = await Cluster.Create(Farm(name)).UseProvider(provider).ProvisionAsync();

        cluster.Nodes.Count.ShouldBe(Nodes);
        return await RunningAsync();
    }

    private async Task<int> RunningAsync() => (await ListRunningAsync()).Count;

    private async Task TerminateAllAsync()
    {
        using HttpClient http = new();
        foreach (XElement reservation in await ListRunningAsync())
        {
            string id = reservation.Child("instancesSet")!.Elements().Single().Text("instanceId")!;
            await CreateClient(http).CallAsync("TerminateInstances", ValueMap<string>.Empty.With("InstanceId.1", id));
        }
    }

    private async Task<ValueList<XElement>> ListRunningAsync()
    {
        using HttpClient http = new();
        return await CreateClient(http)
            .ListAsync(
                "DescribeInstances",
                "reservationSet",
                ValueMap<string>
                    .Empty.With("Filter.1.Name", "instance-state-name")
                    .With("Filter.1.Value.1", "pending")
                    .With("Filter.1.Value.2", "running")
            );
    }

    private AutoScalingClient CreateClient(HttpClient http) =>
        new(http, _place!.Options.Address, TestEndpoint.Key, _place.Clock) { Service = QueryService.Ec2 };
}
