namespace Simulation.Tests.HighAvailability;

/// <summary>Placement by scores. Expected placements are those of crm_simulate 2.1.5 for the same cluster.</summary>
public class ScoreRuleTests
{
    private static readonly ValueMap<string> None = ValueMap.Empty<string>();

    /// <summary>The leader has a node, but does not start: the resource ordered before it is stopped.</summary>
    [Fact]
    public void A_mandatory_follower_does_not_run_while_an_order_keeps_its_leader_stopped()
    {
        PacemakerConfiguration cluster = Cluster(2) with
        {
            Resources =
            [
                new("first") { MetaAttributes = None.With("target-role", "Stopped") },
                new("leader"),
                new("follower"),
                new("free"),
            ],
            Colocations = [new("follower", "leader", Score.Infinity), new("free", "leader", 100)],
            Orders = [new("first", "leader")],
        };

        PacemakerState booted = Booted(cluster);
        PacemakerEvent start = new(PacemakerEventKind.SetMeta)
        {
            Resource = "first",
            Name = "target-role",
            Value = "Started",
        };
        PacemakerState started = Apply(booted, start);
        PacemakerState stopped = Apply(started, start with { Value = "Stopped" });

        Running(booted, "leader", "follower", "free").ShouldBe(["free"], "only a preference is not a reason to stay stopped");
        Running(started, "leader", "follower").ShouldBe(["leader", "follower"]);
        started.GetActiveNodes("leader").ShouldBe(started.GetActiveNodes("follower"));
        Running(stopped, "leader", "follower").ShouldBeEmpty();
    }

    /// <summary>The clone prefers two of three nodes. Instances swap nodes, and each node still runs one.</summary>
    [Fact]
    public void A_location_preference_stops_no_running_clone_instance()
    {
        PacemakerConfiguration cluster = Cluster(3) with
        {
            Resources = [new("clone") { CloneOf = new("copy") }],
            Locations = [new("clone", "n2", 100), new("clone", "n3", Score.Infinity)],
        };

        PacemakerState booted = Booted(cluster);
        PacemakerState again = Apply(
            booted,
            new PacemakerEvent(PacemakerEventKind.SetOption) { Name = "symmetric-cluster", Value = "true" }
        );

        booted.GetActiveNodes("copy").ShouldBe(["n1", "n2", "n3"]);
        again.GetActiveNodes("copy").ShouldBe(["n1", "n2", "n3"]);
    }

    /// <summary>Two clones run on four nodes, one of which leaves. Instances on the other nodes keep running.</summary>
    [Fact]
    public void A_negative_colocation_stops_no_running_clone_instance_when_another_node_leaves()
    {
        PacemakerConfiguration cluster = Cluster(4) with
        {
            Resources = [new("c1") { CloneOf = new("p1") }, new("c2") { CloneOf = new("p2") }],
            Colocations = [new("c1", "c2", -10)],
            Locations = [new("c1", "n3", 100)],
        };

        PacemakerState left = Apply(Booted(cluster), new PacemakerEvent(PacemakerEventKind.NodeDown) { Node = "n4" });

        left.GetActiveNodes("p1").ShouldBe(["n1", "n2", "n3"]);
        left.GetActiveNodes("p2").ShouldBe(["n1", "n2", "n3"]);
    }

    /// <summary>No node has more of every capacity, so the order of comparison determines the best node.</summary>
    [Fact]
    public void Nodes_with_incomparable_capacities_are_compared_in_the_order_of_Pacemaker()
    {
        (int Memory, int Processors)[] nodes = [(8, 6), (2, 4), (7, 4), (3, 4), (8, 2)];
        PacemakerConfiguration cluster = Cluster(5) with
        {
            Nodes = [.. nodes.Select((node, index) => new PacemakerNode($"n{index + 1}") { Capacity = Two(node.Memory, node.Processors) })],
            Resources =
            [
                new("fence") { IsFenceDevice = true },
                new("r1") { Utilization = Two(1, 0) },
                new("g2") { Members = [new("g2a") { Utilization = Two(2, 1) }, new("g2b") { Utilization = Two(2, 0) }] },
            ],
            Orders = [new("r1", "g2")],
            Options = new PacemakerOptions().With("placement-strategy", "balanced"),
        };

        PacemakerState booted = Booted(cluster);

        booted.GetActiveNodes("r1").ShouldBe(["n1"]);
        booted.GetActiveNodes("g2a").ShouldBe(["n5"]);
        booted.GetActiveNodes("g2b").ShouldBe(["n5"]);
    }

    /// <summary>The member cannot start, stop or move, because its unmanaged group has no actions.</summary>
    [Theory]
    [InlineData("target-role", "Started", "Stopped", "n1")]
    [InlineData("target-role", "Stopped", "Started", "")]
    public void A_managed_member_waits_for_its_unmanaged_group(string name, string first, string then, string places)
    {
        PacemakerConfiguration cluster = Cluster(2) with
        {
            Resources =
            [
                new("group") { Members = [new("a"), new("b") { MetaAttributes = None.With("is-managed", "true").With(name, first) }] },
            ],
            Locations = [new("group", "n1", 100)],
        };
        PacemakerState unmanaged = Apply(
            Booted(cluster),
            new PacemakerEvent(PacemakerEventKind.SetMeta)
            {
                Resource = "group",
                Name = "is-managed",
                Value = "false",
            }
        );

        PacemakerState changed = Apply(
            unmanaged,
            new PacemakerEvent(PacemakerEventKind.SetMeta)
            {
                Resource = "b",
                Name = name,
                Value = then,
            }
        );

        string.Join(' ', changed.GetActiveNodes("b")).ShouldBe(places);
        changed.GetActiveNodes("a").ShouldBe(["n1"]);
    }

    [Theory]
    [InlineData("true", "n1")]
    [InlineData("false", "n1 n2 n3")]
    public void An_interleaved_clone_instance_starts_only_where_its_dependency_runs(string interleave, string places)
    {
        PacemakerConfiguration cluster = Cluster(3) with
        {
            Resources =
            [
                new("base") { CloneOf = new("b"), MetaAttributes = None.With("clone-max", "1") },
                new("app") { CloneOf = new("a"), MetaAttributes = None.With("interleave", interleave) },
            ],
            Locations = [new("base", "n1", 100)],
            Orders = [new("base", "app")],
        };

        string.Join(' ', Booted(cluster).GetActiveNodes("a")).ShouldBe(places);
    }

    [Fact]
    public void An_interleaved_clone_loses_only_the_instance_whose_dependency_is_gone()
    {
        PacemakerConfiguration cluster = Cluster(3) with
        {
            Resources =
            [
                new("base") { CloneOf = new("b") },
                new("app") { CloneOf = new("a"), MetaAttributes = None.With("interleave", "true") },
            ],
            Colocations = [new("app", "base", Score.Infinity)],
            Orders = [new("base", "app")],
        };

        PacemakerState without = Apply(
            Booted(cluster),
            new PacemakerEvent(PacemakerEventKind.AddLocation)
            {
                Resource = "base",
                Node = "n2",
                Number = -Score.Infinity,
            }
        );

        without.GetActiveNodes("b").ShouldBe(["n1", "n3"]);
        without.GetActiveNodes("a").ShouldBe(["n1", "n3"]);
    }

    [Theory]
    [InlineData("default")]
    [InlineData("utilization")]
    [InlineData("minimal")]
    [InlineData("balanced")]
    public void A_clone_that_may_have_no_instance_runs_nowhere_and_does_not_affect_others(string strategy)
    {
        PacemakerConfiguration cluster = Cluster(3) with
        {
            Resources = [new("none") { CloneOf = new("n"), MetaAttributes = None.With("clone-max", "0") }, new("r"), new("s")],
            Options = new PacemakerOptions { IsStonithEnabled = false }.With("placement-strategy", strategy),
        };

        PacemakerState booted = Booted(cluster);

        booted.GetActiveNodes("n").ShouldBeEmpty();
        booted.GetActiveNodes("r").ShouldBe(["n1"]);
        booted.GetActiveNodes("s").ShouldBe([strategy == "minimal" ? "n1" : "n2"]);
    }

    [Fact]
    public void Resources_that_depend_on_a_clone_without_instances_do_not_run()
    {
        PacemakerConfiguration cluster = Cluster(3) with
        {
            Resources =
            [
                new("none") { CloneOf = new("n"), MetaAttributes = None.With("clone-max", "0") },
                new("colocated"),
                new("ordered"),
                new("copies") { CloneOf = new("copy"), MetaAttributes = None.With("interleave", "true") },
                new("preferring"),
            ],
            Colocations = [new("colocated", "none", Score.Infinity), new("copies", "none", Score.Infinity), new("preferring", "none", 100)],
            Orders = [new("none", "ordered")],
            Options = new PacemakerOptions { IsStonithEnabled = false }.With("placement-strategy", "balanced"),
        };

        Running(Booted(cluster), "n", "colocated", "ordered", "copy", "preferring").ShouldBe(["preferring"]);
    }

    [Fact]
    public void A_running_clone_stops_when_it_may_have_no_instance()
    {
        PacemakerConfiguration cluster = Cluster(3) with
        {
            Resources = [new("clone") { CloneOf = new("copy"), MetaAttributes = None.With("clone-max", "2") }, new("r"), new("s")],
            Options = new PacemakerOptions { IsStonithEnabled = false }.With("placement-strategy", "balanced"),
        };
        PacemakerState booted = Booted(cluster);

        PacemakerState changed = Apply(
            booted,
            new PacemakerEvent(PacemakerEventKind.SetMeta)
            {
                Resource = "clone",
                Name = "clone-max",
                Value = "0",
            }
        );

        booted.GetActiveNodes("copy").ShouldBe(["n1", "n2"]);
        changed.GetActiveNodes("copy").ShouldBeEmpty();
        changed.GetActiveNodes("r").ShouldBe(["n3"]);
        changed.GetActiveNodes("s").ShouldBe(["n1"]);
    }

    /// <summary>Pacemaker 3 release notes: fencing-enabled for stonith-enabled, fence for suicide.</summary>
    [Theory]
    [InlineData("stonith-enabled", "FALSE")]
    [InlineData("fencing-enabled", "no")]
    public void The_fencing_option_is_accepted_by_its_old_and_its_new_name(string name, string value) =>
        new PacemakerOptions().With(name, value).IsStonithEnabled.ShouldBeFalse();

    [Fact]
    public void The_new_name_of_the_suicide_policy_is_accepted() =>
        new PacemakerOptions().With("no-quorum-policy", "fence").NoQuorumPolicy.ShouldBe(QuorumPolicy.Suicide);

    [Theory]
    [InlineData(
        "fencing-enable",
        "true",
        "'fencing-enable' is not an option of the model; use one of fencing-enabled, startup-fencing, symmetric-cluster,"
    )]
    [InlineData(
        "fencing-enabled",
        "maybe",
        "fencing-enabled: 'maybe' is not one of its values; use one of true, on, yes, y, 1, false, off, no, n, 0"
    )]
    [InlineData(
        "no-quorum-policy",
        "1",
        "no-quorum-policy: '1' is not one of its values; use one of stop, freeze, ignore, demote, suicide"
    )]
    [InlineData(
        "placement-strategy",
        "",
        "placement-strategy: '' is not one of its values; use one of default, utilization, minimal, balanced"
    )]
    public void An_unknown_Pacemaker_option_or_value_is_rejected(string name, string value, string message)
    {
        PacemakerEvent happening = new(PacemakerEventKind.SetOption) { Name = name, Value = value };

        Should.Throw<ArgumentException>(() => new PacemakerOptions().With(name, value)).Message.ShouldStartWith(message);
        Should
            .Throw<ArgumentException>(() => PacemakerModel.Apply(PacemakerState.Create(Cluster(1)), [happening]))
            .Message.ShouldStartWith(message);
    }

    private static PacemakerConfiguration Cluster(int nodes) =>
        new()
        {
            Nodes = Enumerable.Range(1, nodes).Select(number => new PacemakerNode($"n{number}")).ToValueList(),
            Options = new PacemakerOptions { IsStonithEnabled = false },
        };

    private static ValueMap<int> Two(int memory, int processors) =>
        ValueMap.Empty<int>().With("memory", memory).With("processors", processors);

    private static PacemakerState Booted(PacemakerConfiguration cluster) =>
        Apply(
            PacemakerState.Create(cluster),
            [.. cluster.Nodes.Select(node => new PacemakerEvent(PacemakerEventKind.NodeUp) { Node = node.Name })]
        );

    private static PacemakerState Apply(PacemakerState state, params PacemakerEvent[] events) =>
        PacemakerModel.Apply(state, [.. events]).State;

    private static string[] Running(PacemakerState state, params string[] resources) =>
        [.. resources.Where(resource => state.GetActiveNodes(resource).Count > 0)];
}
