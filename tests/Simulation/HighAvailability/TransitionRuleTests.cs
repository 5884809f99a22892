namespace Simulation.Tests.HighAvailability;

/// <summary>Transitions and failures. Expected values are those of crm_simulate 2.1.5 for the same cluster.</summary>
public class TransitionRuleTests
{
    private static readonly ValueMap<string> None = ValueMap.Empty<string>();
    private static readonly PacemakerResource Pair = new("pair") { Members = [new("a"), new("b")] };

    /// <summary>Pacemaker aborts the transition. The others stop in the next one, in which nothing fails.</summary>
    [Fact]
    public void A_failed_stop_aborts_the_transition()
    {
        PacemakerConfiguration cluster = Cluster(3) with { Resources = [new("clone") { CloneOf = new("copy") }] };

        PacemakerState stopped = Apply(
            Booted(cluster),
            [Set("clone", "target-role", "Stopped"), .. Failing(PacemakerEventKind.StopFailure, "copy", 3)]
        ).State;

        stopped.GetActiveNodes("copy").ShouldBe(["n1"]);
    }

    /// <summary>The colocated instance is placed first, but instances stop in numerical order.</summary>
    [Fact]
    public void Clone_instances_stop_in_numerical_order_regardless_of_the_order_of_placement()
    {
        PacemakerConfiguration cluster = Cluster(3) with
        {
            Resources = [new("wanted"), new("clone") { CloneOf = new("copy") }],
            Locations = [new("wanted", "n3", Score.Infinity)],
            Colocations = [new("clone", "wanted", 10)],
        };

        PacemakerState stopped = Apply(
            Booted(cluster),
            [Set("clone", "target-role", "Stopped"), .. Failing(PacemakerEventKind.StopFailure, "copy", 3)]
        ).State;

        stopped.GetActiveNodes("copy").ShouldBe(["n1"]);
    }

    /// <summary>A failed start reaches the threshold of one node. The others start in the next transition.</summary>
    [Fact]
    public void Other_clone_instances_start_in_the_next_transition_after_a_failed_start()
    {
        PacemakerConfiguration cluster = Cluster(3) with
        {
            Resources = [new("clone") { CloneOf = new("copy"), MetaAttributes = None.With("migration-threshold", "1") }],
        };
        PacemakerEvent[] up = [.. cluster.Nodes.Select(node => new PacemakerEvent(PacemakerEventKind.NodeUp) { Node = node.Name })];
        PacemakerEvent[] failing = [.. Failing(PacemakerEventKind.StartFailure, "copy", 3)];

        PacemakerState booted = Apply(PacemakerState.Create(cluster), [.. up, .. failing]).State;

        booted.GetActiveNodes("copy").ShouldBe(["n2", "n3"]);
    }

    /// <summary>The healthy dependent resource restarts too: its stop fails, so its node is fenced.</summary>
    [Fact]
    public void A_resource_ordered_after_a_recovering_resource_restarts_with_it()
    {
        PacemakerConfiguration cluster = Cluster(3) with
        {
            Resources = [new("fence") { IsFenceDevice = true }, new("first"), new("then")],
            Locations = [new("fence", "n3", Score.Infinity), new("first", "n1", 100), new("then", "n2", 100)],
            Orders = [new("first", "then")],
            Options = new PacemakerOptions(),
        };
        PacemakerEvent broken = new(PacemakerEventKind.MonitorFailure)
        {
            Resource = "first",
            Node = "n1",
            Number = 1,
        };

        PacemakerResult outcome = Apply(Booted(cluster), [broken, .. Failing(PacemakerEventKind.StopFailure, "then", 3)]);

        outcome.Fenced.ShouldBe(["n2"]);
        outcome.State.GetActiveNodes("first").ShouldBe(["n1"]);
    }

    /// <summary>Members stop in reverse order: the last stops, and the first waits for the unmanaged one.</summary>
    [Fact]
    public void An_unmanaged_group_member_blocks_the_stop_of_earlier_members()
    {
        PacemakerConfiguration cluster = Cluster(2) with
        {
            Resources = [new("group") { Members = [new("a"), new("b"), new("c")] }],
            Locations = [new("group", "n1", 100)],
        };

        PacemakerEvent leaves = new(PacemakerEventKind.Standby) { Node = "n1", IsOn = true };
        PacemakerState standby = Apply(Booted(cluster), [Set("b", "is-managed", "false"), leaves]).State;

        standby.GetActiveNodes("a").ShouldBe(["n1"]);
        standby.GetActiveNodes("b").ShouldBe(["n1"]);
        standby.GetActiveNodes("c").ShouldBeEmpty();
    }

    /// <summary>Three members with stickiness 40 outweigh a single resource with 100. Only one of them fits.</summary>
    [Fact]
    public void A_group_is_placed_by_the_combined_stickiness_of_its_members()
    {
        PacemakerConfiguration cluster = Cluster(2) with
        {
            Nodes = [Room("n1", 6), Room("n2", 3)],
            Resources =
            [
                new("single") { Utilization = Memory(3), MetaAttributes = None.With("resource-stickiness", "100") },
                new("group")
                {
                    Members = [.. new[] { "a", "b", "c" }.Select(id => new PacemakerResource(id) { Utilization = Memory(1) })],
                    MetaAttributes = None.With("resource-stickiness", "40"),
                },
                new("urgent") { Utilization = Memory(3), MetaAttributes = None.With("priority", "10") },
            ],
            Locations = [new("single", "n1", 10), new("group", "n1", 10), new("urgent", "n2", Score.Infinity)],
            Options = new PacemakerOptions { IsStonithEnabled = false }.With("placement-strategy", "utilization"),
        };

        PacemakerState without = Apply(Booted(cluster), [new PacemakerEvent(PacemakerEventKind.NodeDown) { Node = "n2" }]).State;

        without.GetActiveNodes("urgent").ShouldBe(["n1"]);
        without.GetActiveNodes("c").ShouldBe(["n1"]);
        without.GetActiveNodes("single").ShouldBeEmpty();
    }

    /// <summary>The first resource is stopped, so the group cannot start; crm_simulate starts the resource that must be with it.</summary>
    [Fact]
    public void A_resource_colocated_with_a_blocked_group_runs()
    {
        PacemakerConfiguration cluster = Cluster(3) with
        {
            Resources = [new("first") { MetaAttributes = None.With("target-role", "Stopped") }, Pair, new("follower")],
            Locations = [new("pair", "n1", 100)],
            Colocations = [new("follower", "pair", Score.Infinity)],
            Orders = [new("first", "pair")],
        };

        PacemakerState booted = Booted(cluster);

        booted.GetActiveNodes("follower").ShouldBe(["n1"]);
        booted.GetActiveNodes("a").ShouldBeEmpty();
        booted.GetActiveNodes("b").ShouldBeEmpty();
    }

    /// <summary>The unmanaged member cannot stop, hence neither its group nor what the group requires.</summary>
    [Fact]
    public void A_resource_that_a_group_with_an_unmanaged_member_requires_is_not_stopped()
    {
        PacemakerConfiguration cluster = Cluster(1) with
        {
            Resources = [new("first"), Pair, new("follower")],
            Colocations = [new("follower", "pair", Score.Infinity)],
            Orders = [new("first", "pair")],
        };
        PacemakerState unmanaged = Apply(Booted(cluster), [Set("b", "is-managed", "false")]).State;

        PacemakerState stopped = Apply(unmanaged, [Set("first", "target-role", "Stopped")]).State;

        stopped.GetActiveNodes("first").ShouldBe(["n1"]);
    }

    /// <summary>Pacemaker Explained, "Cluster Options": start-failure-is-fatal, by default true.</summary>
    [Theory, InlineData(true, "n2"), InlineData(false, "n1")]
    public void A_fatal_failed_start_bans_the_resource_from_the_node_until_the_cleanup(bool isFatal, string expected)
    {
        PacemakerConfiguration cluster = Cluster(2) with
        {
            Resources = [new("web")],
            Locations = [new("web", "n1", 50)],
            Options = new PacemakerOptions { IsStonithEnabled = false }.With("start-failure-is-fatal", isFatal ? "true" : "false"),
        };
        PacemakerEvent[] up = [.. cluster.Nodes.Select(node => new PacemakerEvent(PacemakerEventKind.NodeUp) { Node = node.Name })];

        PacemakerState failed = Apply(PacemakerState.Create(cluster), [.. up, .. Failing(PacemakerEventKind.StartFailure, "web", 1)]).State;
        PacemakerState cleaned = Apply(failed, [new PacemakerEvent(PacemakerEventKind.Cleanup) { Resource = "web" }]).State;

        failed.GetActiveNodes("web").ShouldBe([expected]);
        failed.Nodes["n1"].FindHistory("web").FailCount.ShouldBe(isFatal ? Score.Infinity : 1);
        cleaned.GetActiveNodes("web").ShouldBe(["n1"]);
        new PacemakerOptions().IsStartFailureFatal.ShouldBeTrue();
    }

    private static PacemakerConfiguration Cluster(int nodes) =>
        new()
        {
            Nodes = Enumerable.Range(1, nodes).Select(number => new PacemakerNode($"n{number}")).ToValueList(),
            // crm_simulate has no controller, so its failed starts are not fatal.
            Options = new PacemakerOptions { IsStonithEnabled = false, IsStartFailureFatal = false },
        };

    private static PacemakerNode Room(string name, int memory) => new(name) { Capacity = Memory(memory) };

    private static ValueMap<int> Memory(int amount) => ValueMap.Empty<int>().With("memory", amount);

    private static PacemakerEvent Set(string resource, string name, string value) =>
        new(PacemakerEventKind.SetMeta)
        {
            Resource = resource,
            Name = name,
            Value = value,
        };

    private static IEnumerable<PacemakerEvent> Failing(PacemakerEventKind kind, string resource, int nodes) =>
        Enumerable
            .Range(1, nodes)
            .Select(number => new PacemakerEvent(kind)
            {
                Resource = resource,
                Node = $"n{number}",
                Number = 1,
            });

    private static PacemakerState Booted(PacemakerConfiguration cluster) =>
        Apply(
            PacemakerState.Create(cluster),
            cluster.Nodes.Select(node => new PacemakerEvent(PacemakerEventKind.NodeUp) { Node = node.Name })
        ).State;

    private static PacemakerResult Apply(PacemakerState state, IEnumerable<PacemakerEvent> events)
    {
        return PacemakerModel.Apply(state, events.ToValueList());
    }
}
