using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

public class ProviderContractBreachTests
{
    [Theory, InlineData(0), InlineData(-1)]
    public Task A_provider_without_a_positive_batch_size_is_rejected_before_anything_is_created(int ordersMax) =>
        Run(
            async (place, token) =>
            {
                OddProvider provider = new(place) { MaxBatchSize = ordersMax };

                ProviderException made = await Thrown.ByAsync<ProviderException>(() => Make(provider, token));
                ProviderException reaped = await Thrown.ByAsync<ProviderException>(() =>
                    Reaper.ReapAsync(provider, new ReapRequest(), token)
                );

                made.Message.ShouldContain(
                    $"Provider 'odd' has 1 error:\n  MaxBatchSize: it is {ordersMax}, so no step can be requested; fix the provider"
                );
                reaped.Problems.ShouldBe(made.Problems);
                (await place.ObserveAsync(null, token)).ShouldBeEmpty();
            }
        );

    [Fact]
    public Task A_contract_violation_is_reported_by_reap_status_and_a_dry_run_too() =>
        RunTwoAsync(
            async (place, owner, others, token) =>
            {
                OddProvider provider = new(place) { MaxBatchSize = 0 };
                ReapRequest request = new()
                {
                    Lineage = owner.Lineage,
                    FileSystem = place.FileSystem,
                    IsDryRun = true,
                };
                ClusterOptions settings = new() { FileSystem = place.FileSystem };
                string[] before = await InventoryAsync(place, token);

                await Rejected(() => Reaper.ReapAsync(provider, request, token));
                await Rejected(() => Reaper.ReapStateAsync("/demo-state", provider, request, token));
                await Rejected(() => LiveCluster.InspectAsync("/demo-state", provider, settings, token));
                await Rejected(() => LiveCluster.OpenReadOnlyAsync("/demo-state", provider, settings, token));
                await Rejected(() => LiveCluster.Create(Topology.Create("demo").Build()).UseProvider(provider).PlanAsync(token));
                await Rejected(() => provider.Guard().ObserveAsync(null, token));

                (await InventoryAsync(place, token)).ShouldBe(before);
                others.Count.ShouldBe(3);

                static async Task Rejected(Func<Task> call) =>
                    (await Thrown.ByAsync<ProviderException>(call)).Message.ShouldContain(
                        "MaxBatchSize: it is 0, so no step can be requested; fix the provider"
                    );
            }
        );

    [Fact]
    public Task A_query_timeout_names_the_call_also_of_a_capability() =>
        Run(
            async (place, token) =>
            {
                TaskCompletionSource silence = new();
                GuardedProvider guarded = GuardedProvider.Over(new OddProvider(place) { Begin = _ => silence.Task });
                guarded.QueryTimeout = TimeSpan.FromMinutes(1);
                long start = place.Clock.GetTimestamp();

                await Late(() => guarded.ObserveAsync(null, token), "ObserveAsync");
                await Late(() => guarded.QueryAsync("ReadFaultAsync", WaitAsync, token), "ReadFaultAsync");

                place.Clock.GetElapsedTime(start).ShouldBe(TimeSpan.FromMinutes(2));

                async Task<string> WaitAsync(CancellationToken cancellationToken)
                {
                    await silence.Task;
                    return "";
                }

                static async Task Late(Func<Task> call, string name) =>
                    (await Thrown.ByAsync<ProviderException>(call)).Message.ShouldContain($"{name}: it has not responded for 00:01:00");
            }
        );

    [Fact]
    public Task An_invalid_outcome_of_a_step_is_reported_as_an_error_of_the_provider() =>
        Run(
            async (place, token) =>
            {
                (await RefusedAsync(new OddProvider(place) { Outcome = _ => null })).ShouldContain(
                    "Provider 'odd' has 1 error:\n  ApplyAsync: it gave null instead of an outcome"
                );
                (
                    await RefusedAsync(
                        new OddProvider(place)
                        {
                            Outcome = outcome =>
                                outcome.Resource is { Tag.Target: Scalewright.Planning.StepTarget.Node }
                                    ? outcome with
                                    {
                                        Resource = null,
                                    }
                                    : outcome,
                        }
                    )
                ).ShouldContain("ApplyAsync: 'create node n1' succeeded without a Resource");
                (
                    await RefusedAsync(
                        new OddProvider(place) { Outcome = outcome => outcome with { Result = StepResult.Failed, Problem = null } }
                    )
                ).ShouldContain("failed without a Problem that gives the reason");
                (await RefusedAsync(new OddProvider(place) { Outcome = outcome => outcome with { Result = (StepResult)7 } })).ShouldContain(
                    "returned 7, which is not a StepResult"
                );

                async Task<string> RefusedAsync(OddProvider provider) =>
                    (await Thrown.ByAsync<ProviderException>(() => Make(provider, token))).Message;
            }
        );

    [Fact]
    public Task A_null_list_or_entry_is_reported_with_the_provider_call() =>
        Run(
            async (place, token) =>
            {
                (
                    await Thrown.ByAsync<ProviderException>(() => Make(new OddProvider(place) { List = _ => null }, token))
                ).Message.ShouldContain("ObserveAsync: it gave null instead of a list");
                (
                    await Thrown.ByAsync<ProviderException>(() => Make(new OddProvider(place) { List = _ => [null!] }, token))
                ).Message.ShouldContain("ObserveAsync: its list contains null");
            }
        );

    [Fact]
    public Task A_null_connection_or_an_unexpected_exception_is_reported_as_a_result_of_each_node() =>
        Run(
            async (place, token) =>
            {
                Func<INodeConnection, INodeConnection?> connect = static _ => null;
                await using LiveCluster cluster = await Make(
                    new OddProvider(place) { Connection = connection => connect(connection) },
                    token
                );

                (await ProblemsAsync(cluster, token)).ShouldBe([
                    "ConnectAsync: it gave null instead of a connection",
                    "ConnectAsync: it gave null instead of a connection",
                ]);
                connect = static _ => throw new InvalidTimeZoneException("broken");
                (await ProblemsAsync(cluster, token)).ShouldBe([
                    "ConnectAsync: it threw InvalidTimeZoneException: broken",
                    "ConnectAsync: it threw InvalidTimeZoneException: broken",
                ]);
                connect = static connection => connection;
                (await ProblemsAsync(cluster, token)).ShouldBeEmpty();
            }
        );

    [Fact]
    public Task A_cluster_closes_all_connections_and_its_state_when_a_connection_fails_to_close() =>
        Run(
            async (place, token) =>
            {
                List<string> closed = [];
                OddProvider provider = new(place) { Connection = connection => new FailingDisposeConnection(connection, closed) };
                Topology one = Topology
                    .Create("demo")
                    .AddGroup(new NodeGroup("web", "by-hand") { Nodes = [new NodeSpec("n1", 1), new NodeSpec("n2", 2)] })
                    .Build();
                LiveCluster cluster = await LiveCluster
                    .Create(one)
                    .UseProvider(provider)
                    .WithState("/demo-state")
                    .WithOptions(settings => settings with { FileSystem = place.FileSystem })
                    .ProvisionAsync(token);
                await ProblemsAsync(cluster, token);

                InvalidTimeZoneException failure = await Thrown.ByAsync<InvalidTimeZoneException>(() => cluster.DisposeAsync().AsTask());

                failure.Message.ShouldBe("n1 sticks");
                closed.ShouldBe(["n1", "n2"]);

                // The lock of the state was released.
                await using LiveCluster again = await LiveCluster.OpenAsync(
                    "/demo-state",
                    provider,
                    new ClusterOptions { FileSystem = place.FileSystem },
                    token
                );
                again.Nodes.Count.ShouldBe(2);
            }
        );

    [Theory, InlineData("CheckAsync"), InlineData("ObserveAsync"), InlineData("ApplyAsync")]
    public Task An_unexpected_provider_exception_is_reported_with_its_type_and_the_call(string call) =>
        Run(
            async (place, token) =>
            {
                OddProvider broken = new(place)
                {
                    Begin = begun => begun == call ? throw new InvalidTimeZoneException("no\u001b[31m\nplace") : Task.CompletedTask,
                };
                OddProvider late = new(place)
                {
                    Begin = begun => begun == call ? throw new TaskCanceledException("took too long") : Task.CompletedTask,
                };

                (await Thrown.ByAsync<ProviderException>(() => Make(broken, token))).Message.ShouldContain(
                    $"{call}: it threw InvalidTimeZoneException: no\\u001b[31m\\u000aplace"
                );
                (await Thrown.ByAsync<ProviderException>(() => Make(late, token))).Message.ShouldContain(
                    $"{call}: it canceled although no caller requested cancellation: TaskCanceledException: took too long"
                );
            }
        );

    [Theory, InlineData("CheckAsync"), InlineData("ObserveAsync")]
    public Task Cancellation_ends_the_wait_for_a_provider_that_ignores_it(string call) =>
        Run(
            async (place, token) =>
            {
                using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1), place.Clock);
                bool isAsked = false;
                OddProvider silent = new(place) { Begin = begun => begun == call && !isAsked ? Hang() : Task.CompletedTask };
                DateTimeOffset asked = place.Clock.GetUtcNow();

                await Thrown.ByAsync<OperationCanceledException>(() => Make(silent, patience.Token));

                (place.Clock.GetUtcNow() - asked).ShouldBeInRange(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(61));

                Task Hang()
                {
                    isAsked = true;
                    return new TaskCompletionSource().Task;
                }
            }
        );

    [Fact]
    public Task Cancellation_with_an_unresponsive_provider_reports_what_may_be_left_behind() =>
        Run(
            async (place, token) =>
            {
                using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10), place.Clock);
                int lists = 0;
                OddProvider silent = new(place)
                {
                    Begin = call => call == "ObserveAsync" && lists++ > 0 ? new TaskCompletionSource().Task : Task.CompletedTask,
                };
                DateTimeOffset asked = place.Clock.GetUtcNow();

                OperationCanceledException cancelled = await Thrown.ByAsync<OperationCanceledException>(() =>
                    LiveCluster
                        .Create(ListedScene.Sized(1))
                        .UseProvider(silent)
                        .WithOptions(settings => settings with { CleanupTimeout = TimeSpan.FromSeconds(20) })
                        .ProvisionAsync(patience.Token)
                );

                (place.Clock.GetUtcNow() - asked).ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(31));
                string left = cancelled.Data["left behind"].ShouldBeOfType<string>();
                left.ShouldContain("ObserveAsync: it has not responded for 00:00:20; check whether the provider answers");
                left.ShouldContain("not removed completely");
            }
        );

    [Fact]
    public Task Canceled_steps_that_never_complete_end_at_the_step_timeout() =>
        Run(
            async (place, token) =>
            {
                using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10), place.Clock);
                OddProvider silent = new(place)
                {
                    Begin = begun => begun == "ApplyAsync" ? new TaskCompletionSource().Task : Task.CompletedTask,
                };
                DateTimeOffset asked = place.Clock.GetUtcNow();

                await Thrown.ByAsync<OperationCanceledException>(() => Make(silent, patience.Token));

                (place.Clock.GetUtcNow() - asked).ShouldBeInRange(
                    new ClusterOptions().StepTimeout,
                    new ClusterOptions().StepTimeout + TimeSpan.FromMinutes(1)
                );
                (await place.ObserveAsync(null, token)).ShouldBeEmpty();
            }
        );

    [Fact]
    public Task A_resource_that_differs_from_the_request_is_reported() =>
        Run(
            async (place, token) =>
            {
                (await RefusedAsync(tag => tag with { Name = "evil" })).ShouldContain(
                    "ApplyAsync: 'create group web' is done and its Resource is called 'evil'"
                );
                (await RefusedAsync(tag => tag with { Token = "of-another" })).ShouldContain(
                    "'create group web' is done and its Resource was made by token 'of-another', not by '"
                );
                (await RefusedAsync(tag => tag with { Owner = tag.Owner with { Cluster = "foreign" } })).ShouldContain(
                    "is done and its Resource is of cluster 'foreign'"
                );

                async Task<string> RefusedAsync(Func<ResourceTag, ResourceTag> change) =>
                    (
                        await Thrown.ByAsync<ProviderException>(() =>
                            Make(
                                new OddProvider(place)
                                {
                                    Outcome = outcome =>
                                        outcome.Resource is { } made
                                            ? outcome with
                                            {
                                                Resource = made with { Tag = change(made.Tag) },
                                            }
                                            : outcome,
                                },
                                token
                            )
                        )
                    ).Message;
            }
        );

    [Fact]
    public Task A_list_with_resources_of_another_cluster_is_reported() =>
        Run(
            async (place, token) =>
            {
                await using LiveCluster cluster = await Make(place, token);
                OddProvider provider = new(place)
                {
                    List = list =>
                        [.. list.Select(one => one with { Tag = one.Tag with { Owner = one.Tag.Owner with { Cluster = "foreign" } } })],
                };

                (await Thrown.ByAsync<ProviderException>(() => Make(provider, "other", token))).Message.ShouldContain(
                    "ObserveAsync: it was queried for resources of cluster 'other'"
                );
            }
        );

    // IProvider and ResourceTag: a list of complete resources, each of them once, and only ProviderException.
    [Theory]
    [InlineData("null", "it gave null instead of a list")]
    [InlineData("null entry", "its list contains null")]
    [InlineData("no ID", "its list contains '' without an ID")]
    [InlineData("no tag", "without a tag")]
    [InlineData("no owner", "without an owner")]
    [InlineData("no cluster", "without the name of its cluster")]
    [InlineData("no name", "without a name")]
    [InlineData("no token", "without a token")]
    [InlineData("no group", "without a group")]
    [InlineData("unknown target", "without a valid target")]
    [InlineData("unknown state", "without a valid state")]
    [InlineData("twice", "more than once")]
    [InlineData("of two owners", "more than once")]
    [InlineData("plain exception", "it threw InvalidTimeZoneException: broken")]
    [InlineData("cancellation", "it canceled although no caller requested cancellation")]
    public Task A_damaged_list_is_reported_by_every_reaper_and_inspection_and_nothing_is_removed(string damage, string found) =>
        RunTwoAsync(
            async (place, owner, others, token) =>
            {
                OddProvider provider = new(place) { List = list => Damage(damage, list) };
                ReapRequest request = new()
                {
                    Lineage = owner.Lineage,
                    MaxAttempts = 2,
                    FileSystem = place.FileSystem,
                };
                ClusterOptions settings = new()
                {
                    FileSystem = place.FileSystem,
                    Retry = new RetryOptions { MaxRetryAttempts = 1 },
                };
                string[] before = await InventoryAsync(place, token);

                await Rejected(() => Reaper.ReapAsync(provider, request, token));
                await Rejected(() => Reaper.ReapAsync(provider, request with { IsDryRun = true }, token));
                await Rejected(() => Reaper.ReapAsync(provider, new ReapRequest { Cluster = "demo", MaxAttempts = 2 }, token));
                await Rejected(() => Reaper.ReapStateAsync("/demo-state", provider, request, token));
                await Rejected(() => Reaper.ReapStateAsync("/demo-state", provider, request with { IsDryRun = true }, token));
                await Rejected(() => LiveCluster.InspectAsync("/demo-state", provider, settings, token));
                await Rejected(() => LiveCluster.OpenAsync("/demo-state", provider, settings, token));
                await Rejected(() => provider.Guard().ObserveAsync(null, token));

                (await InventoryAsync(place, token)).ShouldBe(before);
                others.Count.ShouldBe(3);

                async Task Rejected(Func<Task> call)
                {
                    ProviderException failure = await Thrown.ByAsync<ProviderException>(call);
                    failure.Problems[0].Code.ShouldBe(ProblemCode.ProviderContractViolation);
                    failure.Message.ShouldContain("ObserveAsync: ");
                    failure.Message.ShouldContain(found);
                }
            }
        );

    [Fact]
    public Task A_reaper_by_state_does_not_remove_resources_of_another_cluster_that_a_provider_lists_for_its_owner() =>
        RunTwoAsync(
            async (place, owner, others, token) =>
            {
                OddProvider provider = new(place) { List = list => [.. list, .. others.Where(other => !list.Contains(other))] };
                ReapRequest request = new() { MaxAttempts = 2, FileSystem = place.FileSystem };

                string removal = (
                    await Thrown.ByAsync<ProviderException>(() => Reaper.ReapStateAsync("/demo-state", provider, request, token))
                ).Message;
                string dryRun = (
                    await Thrown.ByAsync<ProviderException>(() =>
                        Reaper.ReapStateAsync("/demo-state", provider, request with { IsDryRun = true }, token)
                    )
                ).Message;

                removal.ShouldContain("ObserveAsync: it was queried for resources of cluster 'demo'");
                dryRun.ShouldBe(removal);
                (await place.ObserveAsync(others[0].Tag.Owner, token)).ShouldBe(others);
                (await place.ObserveAsync(owner, token)).Count.ShouldBe(3);
            }
        );

    [Theory]
    [InlineData("plain exception", "ApplyAsync: it threw InvalidTimeZoneException: broken")]
    [InlineData("cancellation", "ApplyAsync: it canceled although no caller requested cancellation")]
    [InlineData("null", "ApplyAsync: it gave null instead of an outcome")]
    [InlineData("no reason", "failed without a Problem that gives the reason")]
    public Task A_violation_during_removal_is_the_problem_of_each_remaining_resource(string damage, string found) =>
        RunTwoAsync(
            async (place, owner, others, token) =>
            {
                OddProvider provider = new(place)
                {
                    Begin = call =>
                        (call, damage) switch
                        {
                            ("ApplyAsync", "plain exception") => throw new InvalidTimeZoneException("broken"),
                            ("ApplyAsync", "cancellation") => throw new TaskCanceledException("late"),
                            _ => Task.CompletedTask,
                        },
                    Outcome = outcome => damage == "null" ? null : outcome with { Result = StepResult.Failed, Problem = null },
                    Discards = true,
                };
                ReapRequest request = new()
                {
                    Lineage = owner.Lineage,
                    MaxAttempts = 2,
                    FileSystem = place.FileSystem,
                };

                ReapReport byTags = await Reaper.ReapAsync(provider, request, token);
                ReapReport byState = await Reaper.ReapStateAsync("/demo-state", provider, request, token);

                byTags.AttemptCount.ShouldBe(2);
                byTags
                    .Remaining.Select(left => $"{left.Problem.Field}: {left.Problem.Message}")
                    .ShouldAllBe(problem => problem.Contains(found));
                byTags.Remaining.ShouldNotBeEmpty();
                byState.Remaining.Select(left => left.Problem.ToString()).ShouldAllBe(problem => problem.Contains(found));
                byState.Remaining.ShouldNotBeEmpty();
                (await place.ObserveAsync(others[0].Tag.Owner, token)).ShouldBe(others);
            }
        );

    [Fact]
    public Task A_list_that_is_damaged_after_an_attempt_is_the_problem_of_each_remaining_resource() =>
        RunTwoAsync(
            async (place, owner, others, token) =>
            {
                int lists = 0;
                OddProvider provider = new(place)
                {
                    List = list => lists++ == 0 ? list : throw new InvalidTimeZoneException("broken"),
                    Outcome = outcome => outcome with { Result = StepResult.Unknown, Problem = null, Resource = null },
                    Discards = true,
                };

                ReapReport report = await Reaper.ReapAsync(provider, new ReapRequest { Lineage = owner.Lineage, MaxAttempts = 3 }, token);

                (report.AttemptCount, report.Remaining.Count).ShouldBe((3, 3));
                (await place.ObserveAsync(null, token)).Count.ShouldBe(6);
                others.Count.ShouldBe(3);
            }
        );

    [Fact]
    public Task Outcomes_that_were_not_requested_do_not_affect_a_reaper() =>
        RunTwoAsync(
            async (place, owner, others, token) =>
            {
                OddProvider provider = new(place)
                {
                    More = outcome =>
                        [
                            outcome with
                            {
                                Result = StepResult.Failed,
                                Problem = null,
                            },
                            outcome,
                            new StepOutcome("of-another", (StepResult)7),
                        ],
                };

                ReapReport report = await Reaper.ReapAsync(provider, new ReapRequest { Lineage = owner.Lineage }, token);

                (report.IsClean, report.Selected.Count, report.AttemptCount).ShouldBe((true, 3, 1));
                (await place.ObserveAsync(null, token)).Where(resource => resource.State != ResourceState.Deleting).ShouldBe(others);
            }
        );

    [Fact]
    public Task A_topology_of_another_cluster_is_rejected_and_changes_nothing() =>
        Run(
            async (place, token) =>
            {
                await using LiveCluster cluster = await Make(place, token);
                Topology other = Topology.Create("other").Build();

                string applied = (await Thrown.ByAsync<ClusterException>(() => cluster.ApplyAsync(other, token))).Message;
                string planned = (await Thrown.ByAsync<ClusterException>(() => cluster.PlanAsync(other, token))).Message;

                applied.ShouldContain("the topology is called 'other', and the cluster 'demo'");
                planned.ShouldBe(applied);
                cluster.Nodes.Count.ShouldBe(2);
                (await cluster.PlanAsync(cluster.Topology, token)).IsEmpty.ShouldBeTrue();
            }
        );

    [Fact]
    public Task A_partition_name_with_control_characters_is_rejected_and_printed_escaped() =>
        Run(
            async (place, token) =>
            {
                await using LiveCluster cluster = await Make(place, token);

                (
                    await Thrown.ByAsync<ArgumentException>(() => cluster.AcquirePartitionAsync("a\nb\u001b[31m", 1, token))
                ).Message.ShouldContain("'a\\u000ab\\u001b[31m' is not a valid partition name");
                new ClusterEvent(default, 1, ClusterEventKind.PartitionAcquired, "a\nb", "c\nd")
                    .ToString()
                    .ShouldEndWith("PartitionAcquired a\\u000ab: c\\u000ad");
            }
        );

    private static async Task<string[]> ProblemsAsync(LiveCluster cluster, CancellationToken token)
    {
        List<string> problems = [];
        await foreach (NodeResult result in cluster.Nodes.RunAsync(["hostname"], token))
        {
            problems.AddRange(result.Problem is { } problem ? [$"{problem.Field}: {problem.Message}"] : []);
        }

        return [.. problems];
    }

    private static Task<LiveCluster> Make(IProvider provider, CancellationToken token) => Make(provider, "demo", token);

    private static Task<LiveCluster> Make(IProvider provider, string name, CancellationToken token) =>
        LiveCluster
            .Create(
                Topology
                    .Create(name)
                    .AddGroup(new NodeGroup("web", "by-hand") { Nodes = [new NodeSpec("n1", 1), new NodeSpec("n2", 2)] })
                    .Build()
            )
            .UseProvider(provider)
            .ProvisionAsync(token);

    private static ValueList<Resource>? Damage(string damage, ValueList<Resource> list) =>
        damage switch
        {
            "null" => null,
            "null entry" => [.. list, null!],
            "no ID" => First(list, one => one with { Id = null! }),
            "no tag" => First(list, one => one with { Tag = null! }),
            "no owner" => First(list, one => one with { Tag = one.Tag with { Owner = null! } }),
            "no cluster" => First(list, one => one with { Tag = one.Tag with { Owner = one.Tag.Owner with { Cluster = null! } } }),
            "no name" => First(list, one => one with { Tag = one.Tag with { Name = null! } }),
            "no token" => First(list, one => one with { Tag = one.Tag with { Token = null! } }),
            "no group" => First(list, one => one with { Tag = one.Tag with { Group = null! } }),
            "unknown target" => First(list, one => one with { Tag = one.Tag with { Target = (Scalewright.Planning.StepTarget)9 } }),
            "unknown state" => First(list, one => one with { State = (ResourceState)9 }),
            "twice" => [.. list, list[0]],
            "of two owners" =>
            [
                .. list,
                list[0] with
                {
                    Tag = list[0].Tag with { Owner = list[0].Tag.Owner with { Cluster = "foreign" } },
                },
            ],
            "cancellation" => throw new TaskCanceledException("took too long"),
            _ => throw new InvalidTimeZoneException("broken"),
        };

    private static ValueList<Resource> First(ValueList<Resource> list, Func<Resource, Resource> change) =>
        [change(list[0]), .. list.Skip(1)];

    private static async Task<string[]> InventoryAsync(SimulationProvider place, CancellationToken token) =>
        [.. (await place.ObserveAsync(null, token)).Select(resource => $"{resource.Id} {resource.State}")];

    /// <summary>Runs a story with a closed cluster 'demo', which has a state, and another cluster.</summary>
    private static Task RunTwoAsync(Func<SimulationProvider, Owner, ValueList<Resource>, CancellationToken, Task> story) =>
        Run(
            async (place, token) =>
            {
                Topology two = Topology
                    .Create("demo")
                    .AddGroup(new NodeGroup("web", "by-hand") { Nodes = [new NodeSpec("n1", 1), new NodeSpec("n2", 2)] })
                    .Build();
                LiveCluster demo = await LiveCluster.Create(two).UseProvider(place).WithState("/demo-state").ProvisionAsync(token);
                await demo.DisposeAsync();
                await using LiveCluster other = await LiveCluster
                    .Create(two with { Name = "other" })
                    .UseProvider(place)
                    .WithState("/other-state")
                    .ProvisionAsync(token);
                await Task.Delay(TimeSpan.FromMinutes(1), place.Clock, token);
                await story(place, demo.Owner, await place.ObserveAsync(other.Owner, token), token);
            }
        );

    private static async Task Run(Func<SimulationProvider, CancellationToken, Task> story)
    {
        await using SimulationProvider provider = new() { Seed = 5 };
        await provider.RunAsync(token => story(provider, token));
    }
}
