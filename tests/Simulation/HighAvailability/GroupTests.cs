using Scalewright.Providers.Simulation.HighAvailability;

namespace Simulation.Tests.HighAvailability;

public class GroupTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_resource_starts_with_the_first_node_that_boots() => Run(2, Pair(2), (provider, nodes) =>
    {
        provider.PlacesOf("web")["A"].Count.ShouldBe(1);
        provider.Placements[0].Move.From.ShouldBeNull();
        provider.Placements[0].At.ShouldBeGreaterThan(TimeSpan.Zero);
        provider.LastEventsOf(nodes[0]).ShouldContain(item => item.What == "A runs on it");
        return Task.CompletedTask;
    });

    [Fact]
    public void A_resource_leaves_a_node_that_crashed() => Run(2, Pair(2), (provider, nodes) =>
    {
        provider.Inject(new CrashNode(Place(provider)));

        provider.PlacesOf("web")["A"].ShouldBe([nodes[1]]);
        provider.Placements[^1].ToString().ShouldEndWith($"web A: {nodes[0]} -> {nodes[1]}, because {nodes[0]} left");
        return Task.CompletedTask;
    });

    [Fact]
    public void A_node_that_lost_power_and_booted_does_not_take_it_back() => Run(2, Pair(2), async (provider, nodes) =>
    {
        provider.Inject(new RestartNode(nodes[0]));
        Place(provider).ShouldBe(nodes[1]);
        await Task.Delay(Minute, provider.Clock);
        Place(provider).ShouldBe(nodes[1]);

        provider.Inject(new CrashNode(nodes[1]));
        Place(provider).ShouldBe(nodes[0]);
    });

    [Fact]
    public void A_frozen_node_is_not_there_until_it_goes_on() => Run(2, Pair(2), async (provider, nodes) =>
    {
        provider.Inject(new FreezeNode(nodes[0]) { For = Minute });
        Place(provider).ShouldBe(nodes[1]);

        await Task.Delay(2 * Minute, provider.Clock);
        provider.Inject(new CrashNode(nodes[1]));
        Place(provider).ShouldBe(nodes[0]);
    });

    [Fact]
    public void Without_any_node_a_resource_waits() => Run(2, Pair(2), async (provider, nodes) =>
    {
        provider.Inject(new CrashNode(nodes[0]));
        provider.Inject(new CrashNode(nodes[1]));
        provider.PlacesOf("web")["A"].ShouldBeEmpty();

        provider.Inject(new RestartNode(nodes[1]));
        await Task.Delay(Minute, provider.Clock);
        Place(provider).ShouldBe(nodes[1]);
    });

    [Fact]
    public void Two_nodes_that_do_not_reach_each_other_move_nothing() => Run(2, Pair(2), (provider, nodes) =>
    {
        int before = provider.Placements.Count;

        provider.Inject(new PartitionHosts([nodes[0]], [nodes[1]]) { For = Minute });

        provider.Placements.Count.ShouldBe(before);
        provider.Inject(new CrashNode(nodes[0]));
        Place(provider).ShouldBe(nodes[1]);
        return Task.CompletedTask;
    });

    [Fact]
    public void A_node_that_most_do_not_reach_is_not_there_until_the_network_heals() => Run(3, Pair(3), async (provider, nodes) =>
    {
        provider.Inject(new IsolateHost(nodes[0]) { For = Minute });
        Place(provider).ShouldBe(nodes[1]);

        await Task.Delay(2 * Minute, provider.Clock);
        provider.Apply("web", HaEvent.Failback("A")).Refusal.ShouldBe(HaRefusal.None);
        Place(provider).ShouldBe(nodes[0]);
    });

    [Fact]
    public void A_node_that_hears_nothing_is_not_there() => Run(3, Pair(3), (provider, nodes) =>
    {
        provider.Inject(new IsolateHost(nodes[0]) { Outbound = false });

        Place(provider).ShouldBe(nodes[1]);
        return Task.CompletedTask;
    });

    [Fact]
    public void What_was_stopped_stays_stopped_by_the_strict_rules_only()
    {
        Run(2, Pair(2), (provider, nodes) => StopAndCrash(provider, nodes), places => places.ShouldBeEmpty());
        Run(2, nodes => Pair(2)(nodes) with { Rules = RuleSet.Compat }, (provider, nodes) => StopAndCrash(provider, nodes), places => places.ShouldNotBeEmpty());

        static async Task StopAndCrash(SimulationProvider provider, ValueList<string> nodes)
        {
            provider.Apply("web", HaEvent.Stop("A"));
            provider.Inject(new RestartNode(nodes[0]));
            await Task.Delay(Minute, provider.Clock);
        }
    }

    [Fact]
    public void A_removed_node_leaves_in_order() => Run(3, Scored, async (provider, nodes, cluster) =>
    {
        string place = Place(provider);
        await cluster.ApplyAsync(Farm(3, place), CancellationToken.None);

        Place(provider).ShouldNotBe(place);
        provider.Placements.ShouldAllBe(item => item.Group == "web");
    });

    [Fact]
    public void Scores_move_a_resource_with_a_crash_and_fence_the_node() => Run(3, Scored, (provider, nodes) =>
    {
        Place(provider).ShouldBe(nodes[0]);

        provider.Inject(new CrashNode(nodes[0]));

        Place(provider).ShouldNotBe(nodes[0]);
        return Task.CompletedTask;
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_fenced_node_is_turned_off_and_does_not_come_back_when_its_fault_ends(bool isCut) => Run(3, Scored, async (provider, nodes) =>
    {
        provider.Inject(isCut ? new IsolateHost(nodes[0]) { For = Minute } : new FreezeNode(nodes[0]) { For = Minute });

        Place(provider).ShouldNotBe(nodes[0]);
        provider.LastEventsOf(nodes[0]).ShouldContain(item => item.What == "fenced by web");
        await Task.Delay(2 * Minute, provider.Clock);
        provider.Inject(new CrashNode(nodes[1]));
        provider.PlacesOf("web")["A"].ShouldBeEmpty("one of three has no quorum");
    });

    // As by crm_simulate 2.1.5: "A is thought to be active there"; with is-managed=false, maintenance or without
    // fencing nothing.
    [Theory]
    [InlineData("", "", true)]
    [InlineData("maintenance-mode", "true", false)]
    [InlineData("stonith-enabled", "false", false)]
    public void A_failure_seen_on_a_node_that_is_off_fences_it_once_more(string option, string value, bool isFenced)
    {
        ScoreState state = Off("n1");
        ScoreEvent failure = new(ScoreEventKind.MonitorFailure) { Node = "n1", Resource = "A" };

        ScoreOutcome outcome = ScoreModel.Apply(ScoreModel.Apply(state, option.Length == 0 ? [] : [new ScoreEvent(ScoreEventKind.SetOption) { Name = option, Value = value }]).State, [failure]);

        outcome.Fenced.ShouldBe(isFenced ? ["n1"] : []);
        outcome.State.HealthOf("n1").ShouldBe(Scalewright.Providers.Simulation.HighAvailability.Scores.NodeHealth.Offline);
        outcome.State.PlacesOf("A").ShouldBe(state.PlacesOf("A"));
    }

    // As crm_simulate 2.1.5 shows: the node is OFFLINE, not UNCLEAN, and nothing is fenced, wherever is-managed=false
    // is set; one managed resource is enough for the opposite.
    [Theory]
    [InlineData("resource", false)]
    [InlineData("group", false)]
    [InlineData("defaults", false)]
    [InlineData("another", true)]
    public void A_node_that_is_off_is_not_fenced_again_for_what_nobody_manages(string where, bool isFenced)
    {
        ValueMap<string> unmanaged = ValueMap<string>.Empty.With("is-managed", "false");
        ScoreResource a = new("A") { Meta = where is "resource" or "another" ? unmanaged : ValueMap<string>.Empty };
        ScoreState state = ScoreState.Of(new ScoreConfiguration
        {
            Nodes = [new ScoreNode("n1"), new ScoreNode("n2"), new ScoreNode("n3")],
            Resources = [new ScoreResource("fence") { IsFenceDevice = true }, where == "group" ? new ScoreResource("G") { Members = [a], Meta = unmanaged } : a, new ScoreResource("B")],
            Defaults = where == "defaults" ? unmanaged : ValueMap<string>.Empty,
        });
        state = ScoreModel.Apply(state, [.. new[] { "n1", "n2", "n3" }.Select(name => new ScoreEvent(ScoreEventKind.NodeUp) { Node = name })]).State;
        state = ScoreModel.Apply(state, [new ScoreEvent(ScoreEventKind.NodeDown) { Node = "n1" }]).State;

        ScoreOutcome outcome = ScoreModel.Apply(state, [new ScoreEvent(ScoreEventKind.MonitorFailure) { Node = "n1", Resource = isFenced ? "B" : "A" }]);

        outcome.Fenced.ShouldBe(isFenced ? ["n1"] : []);
        outcome.State.HealthOf("n1").ShouldBe(Scalewright.Providers.Simulation.HighAvailability.Scores.NodeHealth.Offline);
    }

    [Fact]
    public void Without_quorum_a_failure_seen_on_a_node_that_is_off_leaves_it_unclean()
    {
        ScoreOutcome outcome = ScoreModel.Apply(Off("n1"), [new ScoreEvent(ScoreEventKind.Quorum) { IsOn = false }, new ScoreEvent(ScoreEventKind.MonitorFailure) { Node = "n1", Resource = "A" }]);

        outcome.Fenced.ShouldBeEmpty();
        outcome.State.HealthOf("n1").ShouldBe(Scalewright.Providers.Simulation.HighAvailability.Scores.NodeHealth.Unclean);
        outcome.State.PlacesOf("A").ShouldBe(["n1"]);
    }

    private static ScoreState Off(string node)
    {
        ScoreState state = ScoreState.Of(Scored(["n1", "n2", "n3"]).Scores!);
        ValueList<ScoreEvent> all = [.. new[] { "n1", "n2", "n3" }.Select(name => new ScoreEvent(ScoreEventKind.NodeUp) { Node = name })];
        return ScoreModel.Apply(ScoreModel.Apply(state, all).State, [new ScoreEvent(ScoreEventKind.NodeDown) { Node = node }]).State;
    }

    [Fact]
    public void Scores_stop_everything_without_quorum_and_start_it_again_with_it() => Run(3, Scored, async (provider, nodes) =>
    {
        provider.Inject(new PartitionHosts([nodes[0]], [nodes[1], nodes[2]]) { For = Minute });
        provider.Inject(new PartitionHosts([nodes[1]], [nodes[2]]) { For = Minute });
        provider.PlacesOf("web")["A"].ShouldBeEmpty();

        await Task.Delay(2 * Minute, provider.Clock);
        provider.PlacesOf("web")["A"].Count.ShouldBe(1);
    });

    // "Pacemaker Explained", no-quorum-policy: "suicide: fence all nodes in the affected cluster partition"; not nodes
    // that never had quorum, as while they boot.
    [Fact]
    public void A_part_without_quorum_fences_itself_by_policy_but_not_while_the_first_nodes_boot() => Run(3, nodes => Scored(nodes) with { Scores = Scored(nodes).Scores! with { Options = new ScoreOptions { WithoutQuorum = QuorumPolicy.Suicide } } }, (provider, nodes) =>
    {
        nodes.ShouldAllBe(node => provider.LastEventsOf(node).All(item => item.What != "fenced by web"));

        provider.Inject(new PartitionHosts([nodes[0]], [nodes[1], nodes[2]]) { For = Minute });
        provider.Inject(new PartitionHosts([nodes[1]], [nodes[2]]) { For = Minute });

        nodes.ShouldAllBe(node => provider.LastEventsOf(node).Any(item => item.What == "fenced by web"));
        return Task.CompletedTask;
    });

    [Fact]
    public void A_node_in_standby_by_score_runs_nothing() => Run(3, Scored, (provider, nodes) =>
    {
        string place = Place(provider);

        provider.Apply("web", new ScoreEvent(ScoreEventKind.Standby) { Node = place, IsOn = true });

        Place(provider).ShouldNotBe(place);
        return Task.CompletedTask;
    });

    [Fact]
    public void The_same_seed_moves_the_same()
    {
        string[] runs = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            string text = "";
            Run(3, Pair(3), async (provider, nodes) =>
            {
                provider.Inject(new IsolateHost(nodes[0]) { For = Minute });
                await Task.Delay(2 * Minute, provider.Clock);
                text = string.Join('\n', provider.Placements);
            });
            return text;
        })];

        runs[0].ShouldBe(runs[1]);
        runs[0].ShouldNotBeEmpty();
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_group_is_named()
    {
        await using SimulationProvider provider = new();
        HaGroup group = new("web") { Nodes = ["a", "a"], Resources = [new HaResource("A", "b"), new HaResource("A", "a")], Scores = new ScoreConfiguration { Nodes = [new ScoreNode("c")] } };

        ProviderException refused = Should.Throw<ProviderException>(() => provider.WithHighAvailability(group));

        refused.Problems.Select(problem => problem.Code).ShouldBe(
            [ProblemCode.DuplicateName, ProblemCode.DuplicateName, ProblemCode.UnknownReference, ProblemCode.UnknownReference, ProblemCode.Conflict]);
        Should.Throw<ProviderException>(() => provider.PlacesOf("web")).Problems.Single().Code.ShouldBe(ProblemCode.UnknownReference);
    }

    private static Func<ValueList<string>, HaGroup> Pair(int count) => nodes => new HaGroup("web") { Nodes = nodes.Take(count).ToValueList(), Resources = [new HaResource("A", nodes[0], nodes[1])] };

    private static HaGroup Scored(ValueList<string> nodes) => new("web")
    {
        Nodes = nodes,
        Scores = new ScoreConfiguration
        {
            Nodes = nodes.Select(node => new ScoreNode(node)).ToValueList(),
            Resources = [new ScoreResource("fence") { IsFenceDevice = true }, new ScoreResource("A")],
            Locations = [new ScoreLocation("A", nodes[0], 20)],
        },
    };

    private static string Place(SimulationProvider provider) => provider.PlacesOf("web")["A"].Single();

    private static Topology Farm(int count, string? without = null)
    {
        Topology all = Topology.Create("demo").AddProfile(Profile.Create("web").WithCount(count).Build()).Build();
        NodeGroup group = all.Groups["web"];
        return without is null ? all : all with { Groups = all.Groups.With("web", group with { Nodes = group.Nodes.Where(node => node.Name != without).ToValueList() }) };
    }

    private static void Run(int count, Func<ValueList<string>, HaGroup> group, Func<SimulationProvider, ValueList<string>, Task> body, Action<ValueList<string>>? judge = null) =>
        Run(count, group, (provider, nodes, _) => body(provider, nodes), judge);

    private static void Run(int count, Func<ValueList<string>, HaGroup> group, Func<SimulationProvider, ValueList<string>, Cluster, Task> body, Action<ValueList<string>>? judge = null)
    {
        SimulationProvider provider = new() { Seed = 42 };
        Topology farm = Farm(count);
        ValueList<string> nodes = farm.Groups["web"].Nodes.Select(node => node.Name).ToValueList();
        provider.WithHighAvailability(group(nodes));
        provider.RunAsync(async cancellationToken =>
        {
            await using Cluster cluster = await Cluster.Create(farm).UseProvider(provider).ProvisionAsync(cancellationToken);
            await body(provider, nodes, cluster);
            judge?.Invoke(provider.PlacesOf("web")["A"]);
        }).GetAwaiter().GetResult();
    }
}
