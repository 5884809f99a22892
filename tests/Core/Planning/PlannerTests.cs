namespace Sdk.Tests.Planning;

public class PlannerTests
{
    private static CreateNode Create(string network) => new("web", Node(network));

    private static NodeSpec Node(string network) =>
        new("a", 1) { Hardware = new NodeHardware { Network = Documents.Reading.Map(network, Dialect.Yaml) } };

    private static Topology OneNode(string network) =>
        Topology.Create("demo").AddGroup(new NodeGroup("web", "by-hand") { Nodes = [Node(network)] }).Build();

    private static readonly NodeSpec Plain = new("a", 1);
    private static readonly Subnet Lan = Subnet.TryParse("10.0.0.0/24", out Subnet subnet) ? subnet : throw new FormatException();

    [Fact]
    public void A_plan_transforms_the_observed_topology_into_the_desired_one() =>
        Check((observed, desired) => Planner.Plan(observed, desired).ApplyTo(observed).ShouldBe(desired));

    [Fact]
    public void Groups_and_networks_are_created_and_removed_in_declared_order()
    {
        Topology shop = Topology
            .Create("shop")
            .AddProfile(
                Profile
                    .Create("web")
                    .WithHostnamePrefix("web")
                    .WithContainerCount(1)
                    .WithContainersPerNode(1)
                    .AddNetwork("FRONT", "10.0.0.0/24")
                    .Build()
            )
            .AddProfile(
                Profile
                    .Create("db")
                    .WithHostnamePrefix("db")
                    .WithContainerCount(1)
                    .WithContainersPerNode(1)
                    .AddNetwork("BACK", "10.0.1.0/24")
                    .Build()
            )
            .Build();
        Plan creation = Planner.Plan(Topology.Empty, shop);

        creation
            .Steps.Select(step => step.ToString())
            .ShouldBe([
                "create network FRONT",
                "create network BACK",
                "create group web",
                "create group db",
                "create node web-1",
                "create node db-1",
            ]);
        Planner
            .Plan(creation.ApplyTo(Topology.Empty), Topology.Empty)
            .Steps.Select(step => step.ToString())
            .ShouldBe([
                "destroy node web-1",
                "destroy node db-1",
                "destroy group web",
                "destroy group db",
                "destroy network FRONT",
                "destroy network BACK",
            ]);
    }

    [Fact]
    public void A_step_is_printed_with_escaped_invisible_characters() =>
        new CreateNode("web", new NodeSpec("\u202eevil", 1)).ToString().ShouldBe("create node \\u202eevil");

    [Fact]
    public void A_plan_for_an_empty_topology_removes_everything() =>
        Check(
            (observed, _) =>
            {
                Topology left = Planner.Plan(observed, Topology.Empty).ApplyTo(observed);

                left.NodeCount.ShouldBe(0);
                left.Groups.Count.ShouldBe(0);
                left.Networks.Count.ShouldBe(0);
            }
        );

    [Fact]
    public void A_plan_for_an_unchanged_topology_is_empty() =>
        Check((observed, _) => Planner.Plan(observed, observed).Steps.ShouldBeEmpty());

    // YAML 1.2.2, section 3.2.1: a document is its values; spelling and the order of keys are not content.
    [Theory]
    [InlineData("{k: True}", "{k: true}")]
    [InlineData("{k: 1e1}", "{k: 10.0}")]
    [InlineData("{k: 10.0}", "{k: 10.00}")]
    [InlineData("{k: ~}", "{k: null}")]
    [InlineData("{k: }", "{k: Null}")]
    [InlineData("{k: +5}", "{k: 5}")]
    [InlineData("{k: 007}", "{k: 7}")]
    [InlineData("{k: 0x1F}", "{k: 31}")]
    [InlineData("{k: -0}", "{k: 0}")]
    [InlineData("{k: .5}", "{k: 0.50}")]
    [InlineData("{k: +.Inf}", "{k: .inf}")]
    [InlineData("{k: .NaN}", "{k: .nan}")]
    [InlineData("{a: 1, b: {c: 2, d: 3}}", "{b: {d: 3, c: 2}, a: 1}")]
    public void Another_spelling_or_order_of_keys_is_no_change(string before, string after)
    {
        Planner.Plan(OneNode(before), OneNode(after)).Steps.ShouldBeEmpty();
        SpecDigest.Compute(Create(before)).ShouldBe(SpecDigest.Compute(Create(after)));
    }

    [Theory]
    [InlineData("{k: 1}", "{k: '1'}")]
    [InlineData("{k: 1}", "{k: true}")]
    [InlineData("{k: }", "{k: ''}")]
    [InlineData("{k: 1e1}", "{k: 1e2}")]
    [InlineData("{k: 1}", "{k: -1}")]
    [InlineData("{k: .inf}", "{k: -.inf}")]
    [InlineData("{k: 9007199254740993}", "{k: 9007199254740992}")]
    [InlineData("{k: [1, 2]}", "{k: [2, 1]}")]
    [InlineData("{k: 1}", "{k: 1, l: }")]
    public void Another_value_is_a_change(string before, string after)
    {
        Planner.Plan(OneNode(before), OneNode(after)).Steps.ShouldNotBeEmpty();
        SpecDigest.Compute(Create(before)).ShouldNotBe(SpecDigest.Compute(Create(after)));
    }

    // Digests that the version before this rule computed, which are in the ownership tags of existing resources.
    [Theory]
    [InlineData("{vlan: DMZ, autostart: True, mtu: +1500}", "7b6b3c9c2c86dc0e")]
    [InlineData("{b: 1e3, a: ~, c: .inf}", "90cc3945d5d4dc90")]
    public void A_digest_of_an_earlier_version_still_matches(string network, string digest) =>
        SpecDigest.Matches(Create(network), digest).ShouldBeTrue(SpecDigest.Compute(Create(network)));

    // The earlier version was killed after its change took effect: the tag has its digest, and the state has only the step.
    [Fact]
    public void A_change_that_an_earlier_version_made_is_not_repeated()
    {
        ChangeNode step = new("web", Node("{b: 1}"), Node("{b: 1e3, a: ~, c: .inf}"));
        ResourceTag tag = new(new Owner(new Lineage(1), "demo"), StepTarget.Node, "a", "t") { Digest = SpecDigest.Compute(step) };
        Resource found = new("i", tag with { Digest = "90cc3945d5d4dc90" }, ResourceState.Ready, DateTimeOffset.UnixEpoch);

        StepOutcomeResolver.DeriveOutcome(new StepRequest(step, tag, "i"), found, problem: null).Result.ShouldBe(StepResult.Succeeded);
    }

    [Fact]
    public void Planning_twice_gives_the_same_steps() =>
        Check((observed, desired) => Planner.Plan(observed, desired).ShouldBe(Planner.Plan(observed, desired)));

    [Fact]
    public void A_step_follows_the_steps_it_depends_on() =>
        Check(
            (observed, desired) =>
            {
                Plan plan = Planner.Plan(observed, desired);

                for (int index = 0; index < plan.Steps.Count; index++)
                {
                    plan.Steps[index].DependsOn.ShouldAllBe(before => before >= 0 && before < index);
                }
            }
        );

    [Fact]
    public void Steps_of_a_wave_can_be_applied_in_reverse_order() =>
        Check(
            (observed, desired) =>
            {
                Plan plan = Planner.Plan(observed, desired);
                ValueList<PlanStep> shuffled = plan.GetWaves()
                    .SelectMany(wave => wave.Reverse().Select(index => plan.Steps[index]))
                    .ToValueList();

                (plan with { Steps = shuffled }).ApplyTo(observed).ShouldBe(desired);
            }
        );

    [Fact]
    public void A_node_that_reuses_a_host_name_depends_on_the_deletion_of_the_old_node() =>
        Check(
            (observed, desired) =>
            {
                Plan plan = Planner.Plan(observed, desired);
                Dictionary<string, int> removed = plan
                    .Steps.Select((step, index) => (step, index))
                    .Where(pair => pair.step is DestroyNode)
                    .ToDictionary(pair => pair.step.Name, pair => pair.index, StringComparer.OrdinalIgnoreCase);

                foreach (CreateNode create in plan.Steps.OfType<CreateNode>().Where(create => removed.ContainsKey(create.Name)))
                {
                    create.DependsOn.ShouldContain(removed[create.Name]);
                }
            }
        );

    [Fact]
    public void A_failed_node_is_recreated()
    {
        Topology observed = With(Plain with { Health = NodeHealth.Failed });

        Planner.Plan(observed, With(Plain)).Steps.Select(step => step.ToString()).ShouldBe(["destroy node a", "create node a"]);
    }

    [Fact]
    public void Labels_and_container_count_change_in_place()
    {
        NodeSpec changed = Plain with { Labels = ValueMap.Empty<string>().With("tier", "web"), ContainerCount = 3 };

        Planner.Plan(With(Plain), With(changed)).Steps.Select(step => step.ToString()).ShouldBe(["change node a"]);
    }

    [Fact]
    public void A_change_of_hardware_or_cloud_replaces_the_node()
    {
        foreach (NodeSpec changed in new[] { Plain with { Cloud = "sierra" }, Plain with { Hardware = new NodeHardware { Cpus = 2 } } })
        {
            Planner.Plan(With(Plain), With(changed)).Steps.Select(step => step.ToString()).ShouldBe(["destroy node a", "create node a"]);
        }
    }

    [Fact]
    public void A_group_of_a_hundred_thousand_nodes_is_created_in_two_waves()
    {
        Topology desired = Topology
            .Create("demo")
            .AddGroup(
                new NodeGroup("web", "builtin@2.0.0")
                {
                    Nodes = Enumerable.Range(1, 100_000).Select(i => new NodeSpec($"n{i}", i)).ToValueList(),
                }
            )
            .Build();

        Planner.Plan(Topology.Empty, desired).GetWaves().Select(wave => wave.Count).ShouldBe([1, 100_000]);
    }

    [Fact]
    public void Applying_a_plan_to_another_topology_throws_with_the_step() =>
        Should
            .Throw<ArgumentException>(() => Planner.Plan(With(Plain), Topology.Empty).ApplyTo(Topology.Empty))
            .Message.ShouldContain("destroy node a");

    public static TheoryData<PlanStep> StepsThatFitNothing =>
        [
            new ChangeNetwork(new NetworkSpec("b", Lan), new NetworkSpec("b", Lan) { UsedAddressCount = 1 }),
            new DestroyNetwork(new NetworkSpec("b", Lan)),
            new CreateNetwork(new NetworkSpec("a", Lan)),
            new CreateGroup(new NodeGroup("web", "by-hand")),
            new ChangeGroup(new NodeGroup("b", "by-hand"), new NodeGroup("b", "other")),
            new DestroyGroup(new NodeGroup("b", "by-hand")),
            new DestroyGroup(new NodeGroup("web", "by-hand")),
            new CreateNode("b", Plain),
            new CreateNode("web", Plain),
            new ChangeNode("b", Plain, Plain with { Number = 2 }),
            new ChangeNode("web", Plain with { Name = "b" }, Plain with { Name = "b", Number = 2 }),
            new DestroyNode("b", Plain),
            new DestroyNode("web", Plain with { Name = "b" }),
        ];

    [Theory, MemberData(nameof(StepsThatFitNothing))]
    public void A_step_that_does_not_apply_to_the_topology_is_rejected_by_name(PlanStep step)
    {
        Topology there = With(Plain) with { Networks = new[] { KeyValuePair.Create("a", new NetworkSpec("a", Lan)) }.ToValueMap() };

        Should
            .Throw<ArgumentException>(() => new Plan("demo", [step]).ApplyTo(there))
            .Message.ShouldStartWith($"step '{step}' does not apply to topology 'demo'");
    }

    private static Topology With(NodeSpec node) =>
        Topology
            .Create("demo")
            .AddGroup(
                new NodeGroup("web", "builtin@2.0.0")
                {
                    Nodes = [node],
                    ContainerLayout = new ContainerLayout { Roles = [new ContainerRole("{node}-c{number}")] },
                }
            )
            .Build();

    private static void Check(Action<Topology, Topology> law) =>
        Prop.ForAll(SampleTopologies.Any, SampleTopologies.Any, law).QuickCheckThrowOnFailure();
}
