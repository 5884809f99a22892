using Scalewright.Providers.Simulation.HighAvailability;

namespace Simulation.Tests.HighAvailability;

public class GroupTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_resource_starts_on_the_first_node_that_boots() => Run(2, Pair(2), (provider, nodes) =>
        {
            provider.GetPlacements("web")["A"].Count.ShouldBe(1);
            provider.PlacementHistory[0].Move.From.ShouldBeNull();
            provider.PlacementHistory[0].At.ShouldBeGreaterThan(TimeSpan.Zero);
            provider.GetRecentEvents(nodes[0]).ShouldContain(item => item.Description == "A runs on it");
            return Task.CompletedTask;
        });

    [Fact]
    public void A_resource_moves_away_from_a_crashed_node() => Run(2, Pair(2), (provider, nodes) =>
        {
            provider.Inject(new CrashNode(Place(provider)));

            provider.GetPlacements("web")["A"].ShouldBe([nodes[1]]);
            provider.PlacementHistory[^1].ToString().ShouldEndWith($"web A: {nodes[0]} -> {nodes[1]}, because {nodes[0]} left");
            return Task.CompletedTask;
        });

    [Fact]
    public void A_restarted_node_does_not_take_its_resource_back() => Run(2, Pair(2), async (provider, nodes) =>
        {
            provider.Inject(new RestartNode(nodes[0]));
            Place(provider).ShouldBe(nodes[1]);
            await Task.Delay(Minute, provider.Clock);
            Place(provider).ShouldBe(nodes[1]);

            provider.Inject(new CrashNode(nodes[1]));
            Place(provider).ShouldBe(nodes[0]);
        });

    [Fact]
    public void A_frozen_node_counts_as_lost_until_it_resumes() => Run(2, Pair(2), async (provider, nodes) =>
        {
            provider.Inject(new FreezeNode(nodes[0]) { Duration = Minute });
            Place(provider).ShouldBe(nodes[1]);

            await Task.Delay(2 * Minute, provider.Clock);
            provider.Inject(new CrashNode(nodes[1]));
            Place(provider).ShouldBe(nodes[0]);
        });

    [Fact]
    public void A_resource_without_an_available_node_waits_for_one() => Run(2, Pair(2), async (provider, nodes) =>
        {
            provider.Inject(new CrashNode(nodes[0]));
            provider.Inject(new CrashNode(nodes[1]));
            provider.GetPlacements("web")["A"].ShouldBeEmpty();

            provider.Inject(new RestartNode(nodes[1]));
            await Task.Delay(Minute, provider.Clock);
            Place(provider).ShouldBe(nodes[1]);
        });

    [Fact]
    public void A_network_partition_between_two_nodes_moves_no_resource() => Run(2, Pair(2), (provider, nodes) =>
        {
            int before = provider.PlacementHistory.Count;

            provider.Inject(new PartitionHosts([nodes[0]], [nodes[1]]) { Duration = Minute });

            provider.PlacementHistory.Count.ShouldBe(before);
            provider.Inject(new CrashNode(nodes[0]));
            Place(provider).ShouldBe(nodes[1]);
            return Task.CompletedTask;
        });

    [Fact]
    public void A_node_that_the_majority_cannot_reach_counts_as_lost_until_the_network_heals() => Run(3, Pair(3), async (provider, nodes) =>
        {
            provider.Inject(new IsolateHost(nodes[0]) { Duration = Minute });
            Place(provider).ShouldBe(nodes[1]);

            await Task.Delay(2 * Minute, provider.Clock);
            provider.ApplyEvent("web", HaEvent.Failback("A")).Rejection.ShouldBe(HaRejection.None);
            Place(provider).ShouldBe(nodes[0]);
        });

    [Fact]
    public void A_node_that_receives_no_messages_counts_as_lost() => Run(3, Pair(3), (provider, nodes) =>
        {
            provider.Inject(new IsolateHost(nodes[0]) { BlocksOutbound = false });

            Place(provider).ShouldBe(nodes[1]);
            return Task.CompletedTask;
        });

    [Fact]
    public void A_stopped_resource_stays_stopped_only_under_the_strict_rules()
    {
        Run(2, Pair(2), (provider, nodes) => StopAndCrash(provider, nodes), places => places.ShouldBeEmpty());
        Run(
            2,
            nodes => Pair(2)(nodes) with { Rules = HaRuleSet.Compat },
            (provider, nodes) => StopAndCrash(provider, nodes),
            places => places.ShouldNotBeEmpty()
        );

        static async Task StopAndCrash(SimulationProvider provider, ValueList<string> nodes)
        {
            provider.ApplyEvent("web", HaEvent.Stop("A"));
            provider.Inject(new RestartNode(nodes[0]));
            await Task.Delay(Minute, provider.Clock);
        }
    }

    [Fact]
    public void A_resource_moves_away_from_a_removed_node() => Run(3, Scored, async (provider, nodes, cluster) =>
        {
            string place = Place(provider);
            await cluster.ApplyAsync(Farm(3, place), CancellationToken.None);

            Place(provider).ShouldNotBe(place);
            provider.PlacementHistory.ShouldAllBe(item => item.Group == "web");
        });

    [Fact]
    public void A_resource_placed_by_score_moves_away_from_a_crashed_node() => Run(3, Scored, (provider, nodes) =>
        {
            Place(provider).ShouldBe(nodes[0]);

            provider.Inject(new CrashNode(nodes[0]));

            Place(provider).ShouldNotBe(nodes[0]);
            return Task.CompletedTask;
        });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_fenced_node_stays_off_after_its_fault_ends(bool isCut) => Run(3, Scored, async (provider, nodes) =>
        {
            provider.Inject(isCut ? new IsolateHost(nodes[0]) { Duration = Minute } : new FreezeNode(nodes[0]) { Duration = Minute });

            Place(provider).ShouldNotBe(nodes[0]);
            provider.GetRecentEvents(nodes[0]).ShouldContain(item => item.Description == "fenced by web");
            await Task.Delay(2 * Minute, provider.Clock);
            provider.Inject(new CrashNode(nodes[1]));
            provider.GetPlacements("web")["A"].ShouldBeEmpty("one of three has no quorum");
        });

    // As in crm_simulate 2.1.5: "A is thought to be active there". With is-managed=false, in maintenance mode or
    // without fencing, no node is fenced.
    [Theory]
    [InlineData("", "", true)]
    [InlineData("maintenance-mode", "true", false)]
    [InlineData("stonith-enabled", "false", false)]
    public void A_monitor_failure_of_an_offline_node_fences_it_again_where_the_options_allow_it(string option, string value, bool isFenced)
    {
        PacemakerState state = Off("n1");
        PacemakerEvent failure = new(PacemakerEventKind.MonitorFailure) { Node = "n1", Resource = "A" };

        PacemakerResult outcome = PacemakerModel.Apply(
            PacemakerModel
                .Apply(state, option.Length == 0 ? [] : [new PacemakerEvent(PacemakerEventKind.SetOption) { Name = option, Value = value }])
                .State,
            [failure]
        );

        outcome.Fenced.ShouldBe(isFenced ? ["n1"] : []);
        outcome.State.GetNodeStatus("n1").ShouldBe(Scalewright.Providers.Simulation.HighAvailability.Scores.PacemakerNodeStatus.Offline);
        outcome.State.GetActiveNodes("A").ShouldBe(state.GetActiveNodes("A"));
    }

    // As in crm_simulate 2.1.5: wherever is-managed=false is set, the node is OFFLINE, not UNCLEAN, and is not fenced.
    // A failure of one managed resource fences it.
    [Theory]
    [InlineData("resource", false)]
    [InlineData("group", false)]
    [InlineData("defaults", false)]
    [InlineData("another", true)]
    public void An_offline_node_is_not_fenced_again_for_an_unmanaged_resource(string where, bool isFenced)
    {
        ValueMap<string> unmanaged = ValueMap<string>.Empty.With("is-managed", "false");
        PacemakerResource a = new("A") { MetaAttributes = where is "resource" or "another" ? unmanaged : ValueMap<string>.Empty };
        PacemakerState state = PacemakerState.Create(
            new PacemakerConfiguration
            {
                Nodes = [new PacemakerNode("n1"), new PacemakerNode("n2"), new PacemakerNode("n3")],
                Resources =
                [
                    new PacemakerResource("fence") { IsFenceDevice = true },
                    where == "group" ? new PacemakerResource("G") { Members = [a], MetaAttributes = unmanaged } : a,
                    new PacemakerResource("B"),
                ],
                Defaults = where == "defaults" ? unmanaged : ValueMap<string>.Empty,
            }
        );
        state = PacemakerModel
            .Apply(state, [.. new[] { "n1", "n2", "n3" }.Select(name => new PacemakerEvent(PacemakerEventKind.NodeUp) { Node = name })])
            .State;
        state = PacemakerModel.Apply(state, [new PacemakerEvent(PacemakerEventKind.NodeDown) { Node = "n1" }]).State;

        PacemakerResult outcome = PacemakerModel.Apply(
            state,
            [new PacemakerEvent(PacemakerEventKind.MonitorFailure) { Node = "n1", Resource = isFenced ? "B" : "A" }]
        );

        outcome.Fenced.ShouldBe(isFenced ? ["n1"] : []);
        outcome.State.GetNodeStatus("n1").ShouldBe(Scalewright.Providers.Simulation.HighAvailability.Scores.PacemakerNodeStatus.Offline);
    }

    [Fact]
    public void A_monitor_failure_of_an_offline_node_without_quorum_leaves_it_unclean()
    {
        PacemakerResult outcome = PacemakerModel.Apply(
            Off("n1"),
            [
                new PacemakerEvent(PacemakerEventKind.Quorum) { IsOn = false },
                new PacemakerEvent(PacemakerEventKind.MonitorFailure) { Node = "n1", Resource = "A" },
            ]
        );

        outcome.Fenced.ShouldBeEmpty();
        outcome.State.GetNodeStatus("n1").ShouldBe(Scalewright.Providers.Simulation.HighAvailability.Scores.PacemakerNodeStatus.Unclean);
        outcome.State.GetActiveNodes("A").ShouldBe(["n1"]);
    }

    private static PacemakerState Off(string node)
    {
        PacemakerState state = PacemakerState.Create(Scored(["n1", "n2", "n3"]).Scores!);
        ValueList<PacemakerEvent> all =
        [
            .. new[] { "n1", "n2", "n3" }.Select(name => new PacemakerEvent(PacemakerEventKind.NodeUp) { Node = name }),
        ];
        return PacemakerModel
            .Apply(PacemakerModel.Apply(state, all).State, [new PacemakerEvent(PacemakerEventKind.NodeDown) { Node = node }])
            .State;
    }

    [Fact]
    public void Resources_placed_by_score_stop_without_quorum_and_restart_when_it_returns() => Run(3, Scored, async (provider, nodes) =>
        {
            provider.Inject(new PartitionHosts([nodes[0]], [nodes[1], nodes[2]]) { Duration = Minute });
            provider.Inject(new PartitionHosts([nodes[1]], [nodes[2]]) { Duration = Minute });
            provider.GetPlacements("web")["A"].ShouldBeEmpty();

            await Task.Delay(2 * Minute, provider.Clock);
            provider.GetPlacements("web")["A"].Count.ShouldBe(1);
        });

    // "Pacemaker Explained", no-quorum-policy: "suicide: fence all nodes in the affected cluster partition". Nodes that
    // never had quorum, as during boot, are not fenced.
    [Fact]
    public void The_suicide_policy_fences_a_partition_without_quorum_but_not_during_the_first_boot() =>
        Run(
            3,
            nodes =>
                Scored(nodes) with
                {
                    Scores = Scored(nodes).Scores! with { Options = new PacemakerOptions { NoQuorumPolicy = QuorumPolicy.Suicide } },
                },
            (provider, nodes) =>
            {
                nodes.ShouldAllBe(node => provider.GetRecentEvents(node).All(item => item.Description != "fenced by web"));

                provider.Inject(new PartitionHosts([nodes[0]], [nodes[1], nodes[2]]) { Duration = Minute });
                provider.Inject(new PartitionHosts([nodes[1]], [nodes[2]]) { Duration = Minute });

                nodes.ShouldAllBe(node => provider.GetRecentEvents(node).Any(item => item.Description == "fenced by web"));
                return Task.CompletedTask;
            }
        );

    [Fact]
    public void A_resource_placed_by_score_leaves_a_standby_node() => Run(3, Scored, (provider, nodes) =>
        {
            string place = Place(provider);

            provider.ApplyEvent("web", new PacemakerEvent(PacemakerEventKind.Standby) { Node = place, IsOn = true });

            Place(provider).ShouldNotBe(place);
            return Task.CompletedTask;
        });

    [Fact]
    public void The_same_seed_produces_the_same_placement_history()
    {
        string[] runs =
        [
            .. Enumerable
                .Range(0, 2)
                .Select(_ =>
                {
                    string text = "";
                    Run(3, Pair(3), async (provider, nodes) =>
                    {
                        provider.Inject(new IsolateHost(nodes[0]) { Duration = Minute });
                        await Task.Delay(2 * Minute, provider.Clock);
                        text = string.Join('\n', provider.PlacementHistory);
                    });
                    return text;
                }),
        ];

        runs[0].ShouldBe(runs[1]);
        runs[0].ShouldNotBeEmpty();
    }

    [Fact]
    public async Task All_problems_of_a_high_availability_group_are_reported()
    {
        await using SimulationProvider provider = new();
        HaGroup group = new("web")
        {
            Nodes = ["a", "a"],
            Resources = [new HaResource("A", "b"), new HaResource("A", "a")],
            Scores = new PacemakerConfiguration { Nodes = [new PacemakerNode("c")] },
        };

        ProviderException refused = Should.Throw<ProviderException>(() => provider.WithHighAvailability(group));

        refused
            .Problems.Select(problem => problem.Code)
            .ShouldBe([
                ProblemCode.DuplicateName,
                ProblemCode.DuplicateName,
                ProblemCode.UnknownReference,
                ProblemCode.UnknownReference,
                ProblemCode.ConflictingFields,
            ]);
        Should.Throw<ProviderException>(() => provider.GetPlacements("web")).Problems.Single().Code.ShouldBe(ProblemCode.UnknownReference);
    }

    private static Func<ValueList<string>, HaGroup> Pair(int count) =>
        nodes => new HaGroup("web") { Nodes = nodes.Take(count).ToValueList(), Resources = [new HaResource("A", nodes[0], nodes[1])] };

    private static HaGroup Scored(ValueList<string> nodes) =>
        new("web")
        {
            Nodes = nodes,
            Scores = new PacemakerConfiguration
            {
                Nodes = nodes.Select(node => new PacemakerNode(node)).ToValueList(),
                Resources = [new PacemakerResource("fence") { IsFenceDevice = true }, new PacemakerResource("A")],
                Locations = [new LocationConstraint("A", nodes[0], 20)],
            },
        };

    private static string Place(SimulationProvider provider) => provider.GetPlacements("web")["A"].Single();

    private static Topology Farm(int count, string? without = null)
    {
        Topology all = Topology.Create("demo").AddProfile(Profile.Create("web").WithCount(count).Build()).Build();
        NodeGroup group = all.Groups["web"];
        return without is null
            ? all
            : all with
            {
                Groups = all.Groups.With("web", group with { Nodes = group.Nodes.Where(node => node.Name != without).ToValueList() }),
            };
    }

    private static void Run(
        int count,
        Func<ValueList<string>, HaGroup> group,
        Func<SimulationProvider, ValueList<string>, Task> body,
        Action<ValueList<string>>? judge = null
    ) => Run(count, group, (provider, nodes, _) => body(provider, nodes), judge);

    private static void Run(
        int count,
        Func<ValueList<string>, HaGroup> group,
        Func<SimulationProvider, ValueList<string>, Cluster, Task> body,
        Action<ValueList<string>>? judge = null
    )
    {
        SimulationProvider provider = new() { Seed = 42 };
        Topology farm = Farm(count);
        ValueList<string> nodes = farm.Groups["web"].Nodes.Select(node => node.Name).ToValueList();
        provider.WithHighAvailability(group(nodes));
        provider
            .RunAsync(async cancellationToken =>
            {
                await using Cluster cluster = await Cluster.Create(farm).UseProvider(provider).ProvisionAsync(cancellationToken);
                await body(provider, nodes, cluster);
                judge?.Invoke(provider.GetPlacements("web")["A"]);
            })
            .GetAwaiter()
            .GetResult();
    }
}
