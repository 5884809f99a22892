namespace Slurm.Tests;

/// <summary>Faults are injected between the provider and a real Slurm.</summary>
[Collection(SharedSlurm.Name)]
public sealed class SlurmFaultTests(SlurmLab lab) : IAsyncLifetime
{
    private const string Outage = "slurm_load_jobs error: Unable to contact slurm controller (connect failure)";
    private readonly ContractRequests _orders = new(new Random(3), "troubled", TestJobs.Specify);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (SlurmLab.MissingReason is null)
        {
            await using SlurmProvider provider = new(TestJobs.OptionsFor(lab));
            foreach (
                StepOutcome outcome in await TestJobs.DoAsync(
                    provider,
                    [.. (await provider.ObserveAsync(_orders.Owner)).Select(_orders.Destroy)]
                )
            )
            {
                outcome.Result.ShouldBe(StepResult.Succeeded, $"{outcome.Problem}");
            }
        }
    }

    [MachineFact("slurm")]
    public async Task F_PROV_01_a_throttled_submission_can_be_retried_and_creates_nothing()
    {
        FaultyCommands commands = new(lab, (request, run) =>
            Is(request, "sbatch")
                ? FaultyCommands.Say(1, "sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying")
                : run()
        );
        await using SlurmProvider provider = commands.Open();

        StepOutcome refused = await TestJobs.DoAsync(provider, _orders.CreateNode("n-1"));

        (refused.Result, refused.CanRetry, refused.Problem!.Code).ShouldBe((StepResult.Failed, true, ProblemCode.Throttled));
        (await provider.ObserveAsync(_orders.Owner)).ShouldBeEmpty();
    }

    [MachineFact("slurm")]
    public async Task F_PROV_02_queries_are_retried_while_the_scheduler_is_unavailable_and_changes_are_not()
    {
        int looks = 0;
        FaultyCommands commands = new(lab, (request, run) =>
            Is(request, "sbatch") || (Is(request, "squeue") && ++looks <= 3) ? FaultyCommands.Say(1, Outage) : run()
        );
        await using SlurmProvider provider = commands.Open();

        ValueList<Resource> found = await provider.ObserveAsync(_orders.Owner);
        StepOutcome outcome = await TestJobs.DoAsync(provider, _orders.CreateNode("n-1"));

        found.ShouldBeEmpty();
        (outcome.Result, outcome.CanRetry, outcome.Problem!.Code).ShouldBe((StepResult.Failed, true, ProblemCode.ProviderUnavailable));
        commands.Seen.Count(word => word == "sbatch").ShouldBe(1);
    }

    [MachineFact("slurm")]
    public async Task F_PROV_02_a_scheduler_that_stays_unavailable_is_reported_as_a_transient_error()
    {
        FaultyCommands commands = new(lab, (_, _) => FaultyCommands.Say(1, Outage));
        await using SlurmProvider provider = commands.Open(options => options with { PollInterval = TimeSpan.FromMilliseconds(1) });

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));

        (failure.IsTransient, failure.Problems[0].Code).ShouldBe((true, ProblemCode.ProviderUnavailable));
    }

    [MachineTheory("slurm"), InlineData(true), InlineData(false)]
    public async Task F_PROV_03_a_submission_without_a_response_never_creates_a_second_job(bool isAfterEffect)
    {
        bool isLost = false;
        FaultyCommands commands = new(lab, (request, run) => Is(request, "sbatch") && !isLost ? LoseAsync(run) : run());
        await using SlurmProvider provider = commands.Open();
        StepRequest order = _orders.CreateNode("n-1");

        StepOutcome first = await TestJobs.DoAsync(provider, order);
        StepOutcome again = await TestJobs.DoAsync(provider, order);

        (first.Result, again.Result).ShouldBe((isAfterEffect ? StepResult.Succeeded : StepResult.Unknown, StepResult.Succeeded));
        (first.Problem?.Code).ShouldBe(isAfterEffect ? null : ProblemCode.CallOutcomeUnknown);
        (await provider.ObserveAsync(_orders.Owner)).Select(one => one.Id).ShouldBe([again.Resource!.Id]);
        (await TestJobs.JobsAsync(lab)).ShouldBe(["n-1"]);

        async Task<CommandResult> LoseAsync(Func<Task<CommandResult>> run)
        {
            isLost = true;

            if (isAfterEffect)
            {
                await run();
            }

            return new CommandResult(137, "", "") { HasTimedOut = true };
        }
    }

    [MachineFact("slurm")]
    public async Task F_PROV_03_a_cancellation_whose_response_was_lost_is_detected()
    {
        FaultyCommands commands = new(lab, (request, run) => Is(request, "scancel") ? LoseAsync(run) : run());
        await using SlurmProvider provider = commands.Open();
        Resource node = (await TestJobs.DoAsync(provider, _orders.CreateNode("n-1"))).Resource!;

        StepOutcome removed = await TestJobs.DoAsync(provider, _orders.DestroyNode(node));

        removed.Result.ShouldBe(StepResult.Succeeded, $"{removed.Problem}");
        (await TestJobs.JobsAsync(lab)).ShouldBeEmpty();

        static async Task<CommandResult> LoseAsync(Func<Task<CommandResult>> run)
        {
            await run();
            return new CommandResult(1, "", "scancel: error: Socket timed out on send/recv operation");
        }
    }

    [MachineFact("slurm")]
    public async Task F_PROV_04_and_07_jobs_within_a_limit_are_created_and_the_rest_fail_with_the_message_of_Slurm()
    {
        // slurm_strerror(ESLURM_ACCOUNTING_POLICY), and the reason that sbatch puts before it.
        const string Limit =
            "sbatch: error: AssocMaxSubmitJobLimit\nsbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)\n";
        int submitted = 0;
        FaultyCommands commands = new(lab, (request, run) =>
            Is(request, "sbatch") && Interlocked.Increment(ref submitted) > 2 ? FaultyCommands.Say(1, Limit) : run()
        );
        await using SlurmProvider provider = commands.Open();

        ValueList<StepOutcome> outcomes = await TestJobs.DoAsync(provider, _orders.CreateNodes(5));

        outcomes.Count(outcome => outcome.Result == StepResult.Succeeded).ShouldBe(2);
        outcomes
            .Where(outcome => outcome.Result == StepResult.Failed)
            .ShouldAllBe(outcome => !outcome.CanRetry && outcome.Problem!.Code == ProblemCode.QuotaExceeded);
        outcomes.First(outcome => outcome.Result == StepResult.Failed).Problem!.Message.ShouldContain("AssocMaxSubmitJobLimit");
        (await TestJobs.JobsAsync(lab)).Length.ShouldBe(2);
        submitted.ShouldBe(5);
    }

    [MachineFact("slurm")]
    public async Task F_PROV_05_an_unlisted_job_is_neither_treated_as_deleted_nor_duplicated_and_an_ended_job_is_no_node()
    {
        bool isHidden = true;
        FaultyCommands commands = new(lab, (request, run) => Is(request, "squeue") && isHidden ? FaultyCommands.Say(0, "")
            : Is(request, "sbatch") && isHidden ? LoseAsync(run)
            : run());
        await using SlurmProvider provider = commands.Open();
        StepRequest order = _orders.CreateNode("n-1");

        StepOutcome lost = await TestJobs.DoAsync(provider, order);
        isHidden = false;
        Resource node = (await TestJobs.DoAsync(provider, order)).Resource!;
        isHidden = true;
        StepOutcome blind = await TestJobs.DoAsync(provider, _orders.DestroyNode(node));
        isHidden = false;
        string[] jobs = await TestJobs.JobsAsync(lab);
        StepOutcome removed = await TestJobs.DoAsync(provider, _orders.DestroyNode(node));

        (lost.Result, blind.Result, removed.Result).ShouldBe((StepResult.Unknown, StepResult.Failed, StepResult.Succeeded));
        (blind.Problem!.Code, jobs.Length).ShouldBe((ProblemCode.ProviderContractViolation, 1));
        // MinJobAge: Slurm lists completed jobs for a while.
        (await TestJobs.RunAsync(lab, "squeue", "--noheader", "--states=all", $"--jobs={node.Id}", "--format=%i"))
            .Output.Trim()
            .ShouldBe(node.Id);
        (await provider.ObserveAsync(_orders.Owner)).ShouldBeEmpty();
        (await TestJobs.DoAsync(provider, _orders.DestroyNode(node))).Result.ShouldBe(StepResult.Succeeded);

        static async Task<CommandResult> LoseAsync(Func<Task<CommandResult>> run)
        {
            await run();
            return new CommandResult(137, "", "") { HasTimedOut = true };
        }
    }

    [MachineFact("slurm")]
    public async Task F_PROV_06_a_truncated_list_is_an_error_and_no_job_is_treated_as_deleted()
    {
        // There are no pages: all jobs come in one response, which may exceed the limit of output.
        FaultyCommands commands = new(lab, async (request, run) =>
            Is(request, "squeue") ? await run() with { DroppedBytes = 1 } : await run()
        );
        await using SlurmProvider whole = new(TestJobs.OptionsFor(lab));
        await using SlurmProvider provider = commands.Open();
        Resource node = (await TestJobs.DoAsync(whole, _orders.CreateNode("n-1"))).Resource!;

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(_orders.Owner));
        StepOutcome kept = await TestJobs.DoAsync(provider, _orders.DestroyNode(node));

        (failure.Problems[0].Code, kept.Result, kept.Problem!.Code).ShouldBe(
            (ProblemCode.ProviderContractViolation, StepResult.Failed, ProblemCode.ProviderContractViolation)
        );
        (await TestJobs.JobsAsync(lab)).ShouldBe(["n-1"]);
    }

    [MachineFact("slurm")]
    public async Task F_PROV_18_a_replaced_controller_can_neither_add_nor_delete_nodes()
    {
        await using SlurmProvider provider = new(TestJobs.OptionsFor(lab));
        await using Cluster old = await Cluster.Create(Farm(1)).UseProvider(provider).WithState(lab.At("old-holder")).ProvisionAsync();
        ClusterException second = await Should.ThrowAsync<ClusterException>(() =>
            Cluster.Create(Farm(1)).UseProvider(provider).WithState(lab.At("next-holder")).ProvisionAsync()
        );
        await using Cluster next = await Cluster.Create(Farm(1)).UseProvider(provider).WithState(lab.At("adopter")).AdoptAsync();
        await next.ApplyAsync(Farm(2));

        ScalewrightException added = await Should.ThrowAsync<ScalewrightException>(() => old.ApplyAsync(Farm(3)));
        ScalewrightException removed = await Should.ThrowAsync<ScalewrightException>(() => old.DestroyAsync());

        (second.Code.ToString()[..6], added.Problems[0].Code, removed.Problems[0].Code).ShouldBe(
            ("SW6002", ProblemCode.LeaseLost, ProblemCode.LeaseLost)
        );
        (await TestJobs.JobsAsync(lab)).ShouldBe(["h-1", "h-2"], ignoreOrder: true);
        await next.DestroyAsync();
    }

    [MachineFact("slurm")]
    public async Task F_PROV_09_a_node_whose_job_does_not_start_stays_pending_and_can_be_deleted()
    {
        await using SlurmProvider provider = new(TestJobs.OptionsFor(lab) with { Arguments = ["--begin=now+1day"] });
        Resource node = (await TestJobs.DoAsync(provider, _orders.CreateNode("n-1"))).Resource!;

        AgentException early = await Should.ThrowAsync<AgentException>(() => provider.ConnectAsync(node));

        (await provider.ObserveAsync(_orders.Owner)).ShouldHaveSingleItem().State.ShouldBe(ResourceState.Pending);
        (early.IsTransient, early.Code).ShouldBe((true, ProblemCode.ConnectionLost));
        early.Problems[0].Message.ShouldContain("PENDING");
        (await TestJobs.DoAsync(provider, _orders.DestroyNode(node))).Result.ShouldBe(StepResult.Succeeded);
    }

    [MachineFact("slurm")]
    public async Task F_PROV_10_a_job_that_does_not_end_fails_the_deletion_and_a_retry_succeeds()
    {
        bool isDeaf = true;
        FaultyCommands commands = new(lab, (request, run) => Is(request, "scancel") && isDeaf ? FaultyCommands.Say(0, "") : run());
        SlurmOptions options = TestJobs.OptionsFor(lab) with { RemovalTimeout = TimeSpan.FromMilliseconds(300) };
        await using SlurmProvider provider = commands.Open();
        await using SlurmProvider impatient = new(
            options with
            {
                Client = options.Client with
                {
                    RunCommand = (request, token) =>
                        isDeaf && Is(request, "scancel") ? FaultyCommands.Say(0, "") : options.Client.RunCommand(request, token),
                },
            }
        );
        Resource node = (await TestJobs.DoAsync(provider, _orders.CreateNode("n-1"))).Resource!;

        StepOutcome failed = await TestJobs.DoAsync(impatient, _orders.DestroyNode(node));
        isDeaf = false;
        StepOutcome removed = await TestJobs.DoAsync(provider, _orders.DestroyNode(node));
        StepOutcome again = await TestJobs.DoAsync(provider, _orders.DestroyNode(node));

        (failed.Result, failed.CanRetry, removed.Result, again.Result).ShouldBe(
            (StepResult.Failed, true, StepResult.Succeeded, StepResult.Succeeded)
        );
    }

    [MachineFact("slurm")]
    public async Task F_PROV_11_a_job_with_the_number_of_an_earlier_job_is_not_mistaken_for_it()
    {
        await using SlurmProvider provider = new(TestJobs.OptionsFor(lab));
        Resource node = await TestJobs.MakeReadyAsync(provider, _orders.CreateNode("n-1"));
        Resource earlier = node with { Tag = node.Tag with { Token = "0123456789abcdef0123456789abcdef", Name = "n-0" } };

        AgentException failure = await Should.ThrowAsync<AgentException>(() => provider.ConnectAsync(earlier));
        StepOutcome removed = await TestJobs.DoAsync(provider, _orders.DestroyNode(earlier));

        (failure.Code, removed.Result).ShouldBe((ProblemCode.ResourceNotFound, StepResult.Succeeded));
        (await TestJobs.JobsAsync(lab)).ShouldBe(["n-1"]);
    }

    [MachineFact("slurm")]
    public async Task F_PROV_12_a_submission_without_permission_fails_permanently()
    {
        FaultyCommands commands = new(lab, (request, run) =>
            Is(request, "sbatch")
                ? FaultyCommands.Say(
                    1,
                    "sbatch: error: Batch job submission failed: Invalid account or account/partition combination specified"
                )
                : run()
        );
        await using SlurmProvider provider = commands.Open();

        StepOutcome outcome = await TestJobs.DoAsync(provider, _orders.CreateNode("n-1"));

        (outcome.Result, outcome.CanRetry, outcome.Problem!.Code).ShouldBe((StepResult.Failed, false, ProblemCode.AuthenticationFailed));
    }

    [MachineFact("slurm")]
    public async Task F_PROV_13_an_externally_canceled_job_is_gone_and_a_suspended_job_is_pending()
    {
        await using SlurmProvider provider = new(TestJobs.OptionsFor(lab));
        Resource first = await TestJobs.MakeReadyAsync(provider, _orders.CreateNode("n-1"));
        Resource second = await TestJobs.MakeReadyAsync(provider, _orders.CreateNode("n-2"));
        await TestJobs.RunAsync(lab, "scancel", first.Id);
        await TestJobs.RunAsync(lab, "scontrol", "suspend", second.Id);
        await TestJobs.UntilOverAsync(lab, first.Id);

        ValueList<Resource> found = await provider.ObserveAsync(_orders.Owner);

        found.Select(node => (node.Tag.Name, node.State)).ShouldBe([("n-2", ResourceState.Pending)]);
        (await TestJobs.DoAsync(provider, _orders.ChangeNode(first, TestJobs.Specify("n-1")))).Problem!.Code.ShouldBe(
            ProblemCode.ResourceNotFound
        );
        await TestJobs.RunAsync(lab, "scontrol", "resume", second.Id);
    }

    [MachineFact("slurm")]
    public async Task F_PROV_08_a_node_reports_its_approaching_end_and_then_why_its_job_ended()
    {
        SlurmOptions limited = TestJobs.OptionsFor(lab, TimeSpan.FromMinutes(20));
        await using SlurmProvider provider = new(limited);

        Resource node = await TestJobs.MakeReadyAsync(provider, _orders.CreateNode("n-1"));

        node.EndsAt.ShouldBeNull();
        (await LookLaterAsync(limited, TimeSpan.FromMinutes(8))).ShouldBeNull();
        (await LookLaterAsync(limited, TimeSpan.FromMinutes(11)) - node.CreatedAt)!.Value.ShouldBeInRange(
            TimeSpan.FromMinutes(19.9),
            TimeSpan.FromMinutes(22)
        );
        // Half of the job's time is more than enough.
        (await LookLaterAsync(limited with { NoticePeriod = TimeSpan.FromHours(1) }, TimeSpan.FromMinutes(8))).ShouldBeNull();
        await TestJobs.KillScriptAsync(node.Id);
        await TestJobs.UntilOverAsync(lab, node.Id);
        AgentException failure = await Should.ThrowAsync<AgentException>(() => provider.ConnectAsync(node));
        failure.Problems[0].Message.ShouldStartWith($"its job {node.Id} is over: FAILED (");
        (await provider.ObserveAsync(_orders.Owner)).ShouldBeEmpty();
    }

    [MachineFact("slurm")]
    public async Task F_PROV_14_a_job_with_our_name_but_without_our_ownership_tag_is_neither_listed_nor_deleted()
    {
        await using SlurmProvider provider = new(TestJobs.OptionsFor(lab));
        Resource node = (await TestJobs.DoAsync(provider, _orders.CreateNode("n-1"))).Resource!;
        CommandResult other = await TestJobs.RunAsync(
            lab,
            "sbatch",
            "--parsable",
            "--job-name=n-1",
            "--output=/dev/null",
            "--mem=10",
            "--comment=mine | and\nnot yours",
            "--wrap=sleep 600"
        );
        string id = other.Output.Trim();

        ValueList<Resource> found = await provider.ObserveAsync(null);
        StepOutcome removed = await TestJobs.DoAsync(provider, _orders.DestroyNode(node with { Id = id }));

        found.Select(one => one.Id).ShouldBe([node.Id]);
        (removed.Result, removed.Problem!.Code).ShouldBe((StepResult.Failed, ProblemCode.ForeignResource));
        (await TestJobs.RunAsync(lab, "squeue", "--noheader", $"--jobs={id}", "--format=%i")).Output.Trim().ShouldBe(id);
        await TestJobs.RunAsync(lab, "scancel", id);
        await TestJobs.UntilOverAsync(lab, id);
    }

    [MachineTheory("slurm")]
    [InlineData("<html><body>502 Bad Gateway</body></html>\n")]
    [InlineData("scalewright|1|RUNNING\n")]
    [InlineData("Segmentation fault\n")]
    public async Task F_PROV_15_an_invalid_list_of_jobs_is_reported_with_its_content(string said)
    {
        FaultyCommands commands = new(lab, (request, run) => Is(request, "squeue") ? FaultyCommands.Say(0, "", said) : run());
        await using SlurmProvider provider = commands.Open();

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));

        (failure.IsTransient, failure.Problems[0].Code).ShouldBe((false, ProblemCode.ProviderContractViolation));
        failure.Problems[0].Message.ShouldContain(said.Trim());
    }

    [MachineFact("slurm")]
    public async Task A_node_that_is_removed_leaves_no_process_behind()
    {
        await using SlurmProvider provider = new(TestJobs.OptionsFor(lab));
        Resource node = await TestJobs.MakeReadyAsync(provider, _orders.CreateNode("n-1"));
        await using (INodeConnection connection = await provider.ConnectAsync(node))
        {
            await connection.RunAsync(new CommandRequest(["true"]));
        }

        while (TestJobs.ProcessesOf(lab, node.Id).Length < 2)
        {
            await Task.Delay(50);
        }

        (await TestJobs.DoAsync(provider, _orders.DestroyNode(node))).Result.ShouldBe(StepResult.Succeeded);

        TestJobs.ProcessesOf(lab, node.Id).ShouldBeEmpty();
    }

    [MachineFact("slurm")]
    public async Task A_check_reports_every_node_that_Slurm_would_reject_and_creates_nothing()
    {
        await using SlurmProvider provider = new(TestJobs.OptionsFor(lab));
        Topology large = Topology
            .Create("farm")
            .AddProfile(
                Profile
                    .Create("farm")
                    .WithCount(2)
                    .WithContainersPerNode(1)
                    .WithNode(node => node with { Cpus = 20, MemoryMiB = 50 })
                    .Build()
            )
            .Build();
        Topology fine = Topology
            .Create("farm")
            .AddProfile(Profile.Create("farm").WithCount(2).WithContainersPerNode(1).WithNode(node => node with { MemoryMiB = 50 }).Build())
            .Build();

        ValueList<Problem> problems = await provider.CheckAsync(large);

        problems.Select(problem => problem.Field).ShouldBe(large.Nodes.Select(node => node.Name));
        problems[0].Message.ShouldContain("Requested node configuration is not available");
        (await provider.CheckAsync(fine)).ShouldBeEmpty();
        (await TestJobs.JobsAsync(lab)).ShouldBeEmpty();
    }

    [MachineTheory("slurm")]
    [InlineData("slurm.constraint", "nowhere", "Invalid feature specification")]
    [InlineData("slurm.partition", "nowhere", "invalid partition specified: nowhere")]
    [InlineData("slurm.wrap", "rm", "'slurm.wrap' cannot be an option of sbatch for a node")]
    [InlineData("slurm.a b", "", "'slurm.a b' cannot be an option of sbatch for a node")]
    public async Task Annotations_are_passed_to_sbatch_and_invalid_ones_fail_with_the_reason(string key, string value, string told)
    {
        ContractRequests orders = new(new Random(4), "annotated", name =>
            TestJobs.Specify(name) with
            {
                Annotations = ValueMap<string>.Empty.With(key, value),
            }
        );
        await using SlurmProvider provider = new(TestJobs.OptionsFor(lab));

        StepOutcome outcome = await TestJobs.DoAsync(provider, orders.CreateNode("n-1"));

        outcome.Result.ShouldBe(StepResult.Failed);
        outcome.Problem!.Message.ShouldContain(told);
    }

    [MachineFact("slurm")]
    public async Task An_ownership_tag_too_long_for_a_job_comment_is_rejected()
    {
        ContractRequests orders = new(new Random(4), new string('ü', 200), TestJobs.Specify);
        await using SlurmProvider provider = new(TestJobs.OptionsFor(lab));

        StepOutcome outcome = await TestJobs.DoAsync(provider, orders.CreateNode("n-1"));

        (outcome.Result, outcome.Problem!.Code).ShouldBe((StepResult.Failed, ProblemCode.OutOfRange));
    }

    private static Topology Farm(int count) =>
        Topology
            .Create("held")
            .AddGroup(
                new NodeGroup("held", "by-hand")
                {
                    Nodes = Enumerable
                        .Range(1, count)
                        .Select(number => TestJobs.Specify($"h-{number}") with { Number = number })
                        .ToValueList(),
                }
            )
            .Build();

    private async Task<DateTimeOffset?> LookLaterAsync(SlurmOptions options, TimeSpan later)
    {
        await using SlurmProvider provider = new(options with { Client = options.Client with { Clock = new LateClock(later) } });
        return (await provider.ObserveAsync(_orders.Owner)).Single().EndsAt;
    }

    private static bool Is(CommandRequest request, string command) => request.Command.Contains(command);
}
