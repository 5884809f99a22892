namespace Simulation.Tests.HighAvailability;

/// <summary>Expected values are those of crm_simulate 2.1.5 for the same cluster.</summary>
public class TransitionRuleTests
{
    private static readonly ValueMap<string> None = ValueMap.Empty<string>();

    /// <summary>Pacemaker aborts the transition: the other copies stop in the next one, where nothing fails.</summary>
    [Fact]
    public void After_a_failed_stop_nothing_else_is_tried_in_the_same_transition()
    {
        ScoreConfiguration cluster = Cluster(3) with { Resources = [new("clone") { CopyOf = new("copy") }] };

        ScoreState stopped = Apply(
            Booted(cluster),
            [Set("clone", "target-role", "Stopped"), .. Failing(ScoreEventKind.StopFailure, "copy", 3)]).State;

        stopped.PlacesOf("copy").ShouldBe(["n1"]);
    }

    /// <summary>The copy beside the desired resource gets its node first, but stops in order.</summary>
    [Fact]
    public void Copies_stop_by_number_whichever_got_its_node_first()
    {
        ScoreConfiguration cluster = Cluster(3) with
        {
            Resources = [new("wanted"), new("clone") { CopyOf = new("copy") }],
            Locations = [new("wanted", "n3", Score.Infinity)],
            Colocations = [new("clone", "wanted", 10)],
        };

        ScoreState stopped = Apply(
            Booted(cluster),
            [Set("clone", "target-role", "Stopped"), .. Failing(ScoreEventKind.StopFailure, "copy", 3)]).State;

        stopped.PlacesOf("copy").ShouldBe(["n1"]);
    }

    /// <summary>A failed start uses up the threshold of one node; the others start in the next transition.</summary>
    [Fact]
    public void After_a_failed_start_the_other_copies_start_in_the_next_transition()
    {
        ScoreConfiguration cluster = Cluster(3) with
        {
            Resources = [new("clone") { CopyOf = new("copy"), Meta = None.With("migration-threshold", "1") }],
        };
        ScoreEvent[] up = [.. cluster.Nodes.Select(node => new ScoreEvent(ScoreEventKind.NodeUp) { Node = node.Name })];
        ScoreEvent[] failing = [.. Failing(ScoreEventKind.StartFailure, "copy", 3)];

        ScoreState booted = Apply(ScoreState.Of(cluster), [.. up, .. failing]).State;

        booted.PlacesOf("copy").ShouldBe(["n2", "n3"]);
    }

    /// <summary>The follower is healthy, but restarts: its stop fails, and its node is fenced.</summary>
    [Fact]
    public void What_is_ordered_after_something_that_recovers_restarts_with_it()
    {
        ScoreConfiguration cluster = Cluster(3) with
        {
            Resources = [new("fence") { IsFenceDevice = true }, new("first"), new("then")],
            Locations = [new("fence", "n3", Score.Infinity), new("first", "n1", 100), new("then", "n2", 100)],
            Orders = [new("first", "then")],
            Options = new ScoreOptions(),
        };
        ScoreEvent broken = new(ScoreEventKind.MonitorFailure) { Resource = "first", Node = "n1", Number = 1 };

        ScoreOutcome outcome = Apply(Booted(cluster), [broken, .. Failing(ScoreEventKind.StopFailure, "then", 3)]);

        outcome.Fenced.ShouldBe(["n2"]);
        outcome.State.PlacesOf("first").ShouldBe(["n1"]);
    }

    /// <summary>Members stop in reverse order: the last stops, the first waits for the unmanaged one.</summary>
    [Fact]
    public void A_member_that_nobody_manages_holds_those_before_it()
    {
        ScoreConfiguration cluster = Cluster(2) with
        {
            Resources = [new("group") { Members = [new("a"), new("b"), new("c")] }],
            Locations = [new("group", "n1", 100)],
        };

        ScoreEvent leaves = new(ScoreEventKind.Standby) { Node = "n1", IsOn = true };
        ScoreState standby = Apply(Booted(cluster), [Set("b", "is-managed", "false"), leaves]).State;

        standby.PlacesOf("a").ShouldBe(["n1"]);
        standby.PlacesOf("b").ShouldBe(["n1"]);
        standby.PlacesOf("c").ShouldBeEmpty();
    }

    /// <summary>Their stickiness of 40 each outweighs the 100 of the other; there is capacity for either.</summary>
    [Fact]
    public void A_group_gets_its_node_by_what_all_its_members_want()
    {
        ScoreConfiguration cluster = Cluster(2) with
        {
            Nodes = [Room("n1", 6), Room("n2", 3)],
            Resources =
            [
                new("single") { Needs = Memory(3), Meta = None.With("resource-stickiness", "100") },
                new("group")
                {
                    Members = [.. new[] { "a", "b", "c" }.Select(id => new ScoreResource(id) { Needs = Memory(1) })],
                    Meta = None.With("resource-stickiness", "40"),
                },
                new("urgent") { Needs = Memory(3), Meta = None.With("priority", "10") },
            ],
            Locations = [new("single", "n1", 10), new("group", "n1", 10), new("urgent", "n2", Score.Infinity)],
            Options = new ScoreOptions { Fences = false }.With("placement-strategy", "utilization"),
        };

        ScoreState without = Apply(Booted(cluster), [new ScoreEvent(ScoreEventKind.NodeDown) { Node = "n2" }]).State;

        without.PlacesOf("urgent").ShouldBe(["n1"]);
        without.PlacesOf("c").ShouldBe(["n1"]);
        without.PlacesOf("single").ShouldBeEmpty();
    }

    private static ScoreConfiguration Cluster(int nodes) => new()
    {
        Nodes = Enumerable.Range(1, nodes).Select(number => new ScoreNode($"n{number}")).ToValueList(),
        Options = new ScoreOptions { Fences = false },
    };

    private static ScoreNode Room(string name, int memory) => new(name) { Capacity = Memory(memory) };

    private static ValueMap<int> Memory(int amount) => ValueMap.Empty<int>().With("memory", amount);

    private static ScoreEvent Set(string resource, string name, string value) =>
        new(ScoreEventKind.SetMeta) { Resource = resource, Name = name, Value = value };

    private static IEnumerable<ScoreEvent> Failing(ScoreEventKind kind, string resource, int nodes) =>
        Enumerable.Range(1, nodes)
            .Select(number => new ScoreEvent(kind) { Resource = resource, Node = $"n{number}", Number = 1 });

    private static ScoreState Booted(ScoreConfiguration cluster) => Apply(
        ScoreState.Of(cluster),
        cluster.Nodes.Select(node => new ScoreEvent(ScoreEventKind.NodeUp) { Node = node.Name })).State;

    private static ScoreOutcome Apply(ScoreState state, IEnumerable<ScoreEvent> events)
    {
        return ScoreModel.Apply(state, events.ToValueList());
    }
}
