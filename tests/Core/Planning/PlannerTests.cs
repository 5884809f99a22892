namespace Sdk.Tests.Planning;

public class PlannerTests
{
    private static readonly NodeSpec Plain = new("a", 1);
    private static readonly Subnet Lan = Subnet.TryParse("10.0.0.0/24", out Subnet subnet) ? subnet : throw new FormatException();

    [Fact]
    public void A_plan_transforms_the_observed_topology_into_the_desired_one() => Check((observed, desired) =>
        Planner.Plan(observed, desired).ApplyTo(observed).ShouldBe(desired));

    [Fact]
    public void A_step_is_printed_with_escaped_invisible_characters() => new CreateNode("web", new NodeSpec("\u202eevil", 1)).ToString().ShouldBe("create node \\u202eevil");

    [Fact]
    public void A_plan_for_an_empty_topology_removes_everything() => Check((observed, _) =>
    {
        Topology left = Planner.Plan(observed, Topology.Empty).ApplyTo(observed);

        left.NodeCount.ShouldBe(0);
        left.Groups.Count.ShouldBe(0);
        left.Networks.Count.ShouldBe(0);
    });

    [Fact]
    public void A_plan_for_an_unchanged_topology_is_empty() => Check((observed, _) =>
        Planner.Plan(observed, observed).Steps.ShouldBeEmpty());

    [Fact]
    public void Planning_twice_gives_the_same_steps() => Check((observed, desired) =>
        Planner.Plan(observed, desired).ShouldBe(Planner.Plan(observed, desired)));

    [Fact]
    public void A_step_follows_the_steps_it_depends_on() => Check((observed, desired) =>
    {
        Plan plan = Planner.Plan(observed, desired);

        for (int index = 0; index < plan.Steps.Count; index++)
        {
            plan.Steps[index].DependsOn.ShouldAllBe(before => before >= 0 && before < index);
        }
    });

    [Fact]
    public void Steps_of_a_wave_can_be_applied_in_reverse_order() => Check((observed, desired) =>
    {
        Plan plan = Planner.Plan(observed, desired);
        ValueList<PlanStep> shuffled = plan.GetWaves().SelectMany(wave => wave.Reverse().Select(index => plan.Steps[index])).ToValueList();

        (plan with { Steps = shuffled }).ApplyTo(observed).ShouldBe(desired);
    });

    [Fact]
    public void A_node_that_reuses_a_host_name_depends_on_the_deletion_of_the_old_node() => Check((observed, desired) =>
    {
        Plan plan = Planner.Plan(observed, desired);
        Dictionary<string, int> removed = plan.Steps.Select((step, index) => (step, index)).Where(pair => pair.step is DestroyNode)
            .ToDictionary(pair => pair.step.Name, pair => pair.index, StringComparer.OrdinalIgnoreCase);

        foreach (CreateNode create in plan.Steps.OfType<CreateNode>().Where(create => removed.ContainsKey(create.Name)))
        {
            create.DependsOn.ShouldContain(removed[create.Name]);
        }
    });

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
        Topology desired = Topology.Create("demo")
            .AddGroup(new NodeGroup("web", "builtin@2.0.0") { Nodes = Enumerable.Range(1, 100_000).Select(i => new NodeSpec($"n{i}", i)).ToValueList() })
            .Build();

        Planner.Plan(Topology.Empty, desired).GetWaves().Select(wave => wave.Count).ShouldBe([1, 100_000]);
    }

    [Fact]
    public void Applying_a_plan_to_another_topology_throws_with_the_step() =>
        Should.Throw<ArgumentException>(() => Planner.Plan(With(Plain), Topology.Empty).ApplyTo(Topology.Empty)).Message.ShouldContain("destroy node a");

    public static TheoryData<PlanStep> StepsThatFitNothing => [
        new ChangeNetwork(new NetworkSpec("b", Lan), new NetworkSpec("b", Lan) { UsedAddressCount = 1 }), new DestroyNetwork(new NetworkSpec("b", Lan)),
        new CreateNetwork(new NetworkSpec("a", Lan)), new CreateGroup(new NodeGroup("web", "by-hand")),
        new ChangeGroup(new NodeGroup("b", "by-hand"), new NodeGroup("b", "other")), new DestroyGroup(new NodeGroup("b", "by-hand")), new DestroyGroup(new NodeGroup("web", "by-hand")),
        new CreateNode("b", Plain), new CreateNode("web", Plain), new ChangeNode("b", Plain, Plain with { Number = 2 }),
        new ChangeNode("web", Plain with { Name = "b" }, Plain with { Name = "b", Number = 2 }), new DestroyNode("b", Plain), new DestroyNode("web", Plain with { Name = "b" })];

    [Theory, MemberData(nameof(StepsThatFitNothing))]
    public void A_step_that_does_not_apply_to_the_topology_is_rejected_by_name(PlanStep step)
    {
        Topology there = With(Plain) with { Networks = new[] { KeyValuePair.Create("a", new NetworkSpec("a", Lan)) }.ToValueMap() };

        Should.Throw<ArgumentException>(() => new Plan("demo", [step]).ApplyTo(there)).Message.ShouldStartWith($"step '{step}' does not apply to topology 'demo'");
    }

    private static Topology With(NodeSpec node) => Topology.Create("demo").AddGroup(new NodeGroup("web", "builtin@2.0.0") { Nodes = [node], ContainerLayout = new ContainerLayout { Roles = [new ContainerRole("{node}-c{number}")] } }).Build();

    private static void Check(Action<Topology, Topology> law) =>
        Prop.ForAll(SampleTopologies.Any, SampleTopologies.Any, law).QuickCheckThrowOnFailure();
}
