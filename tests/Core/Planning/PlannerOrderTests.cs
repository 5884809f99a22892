namespace Sdk.Tests.Planning;

/// <summary>Dependencies between steps, derived from the needs of each step, independently of the planner.</summary>
public class PlannerOrderTests
{
    private static readonly NodeSpec Plain = new("a", 1);
    private static readonly Subnet Lan = Subnet.TryParse("10.0.0.0/24", out Subnet subnet) ? subnet : throw new FormatException();

    /// <summary>Properties that an image, an operating system or a cloud applies only when a node is created.</summary>
    public static TheoryData<string, NodeSpec> MadeWithTheNode =>
        new()
        {
            { "cloud", Plain with { Cloud = "sierra" } },
            { "image", Plain with { Hardware = new NodeHardware { Image = "other.qc2" } } },
            { "cpus", Plain with { Hardware = new NodeHardware { Cpus = 2 } } },
            { "memory", Plain with { Hardware = new NodeHardware { MemoryMiB = 1024 } } },
            { "system", Plain with { Hardware = new NodeHardware { OsType = "windows" } } },
            { "network section", Plain with { Hardware = new NodeHardware { Network = DocumentMap.Empty } } },
            { "delay", Plain with { Hardware = new NodeHardware { StartDelay = new DocumentScalar(ScalarKind.Text, "5m") } } },
            { "startup commands", Plain with { StartupCommands = ["uname"] } },
            { "start scripts", Plain with { StartupScripts = ["setup.sh"] } },
            { "files", Plain with { Files = [new FileInjection("a", "/etc/a")] } },
        };

    public static TheoryData<string, NodeSpec> ChangedInPlace =>
        new()
        {
            { "number", Plain with { Number = 2 } },
            { "containers", Plain with { ContainerCount = 1 } },
            { "first container", Plain with { FirstContainerIndex = 1 } },
            { "labels", Plain with { Labels = ValueMap<string>.Empty.With("tier", "web") } },
            { "annotations", Plain with { Annotations = ValueMap<string>.Empty.With("note", "x") } },
        };

    [Theory, MemberData(nameof(MadeWithTheNode))]
    public void Changing_a_creation_only_property_replaces_the_node(string what, NodeSpec changed) =>
        Steps(With(Plain), With(changed)).ShouldBe(["destroy node a", "create node a"], what);

    [Theory, MemberData(nameof(ChangedInPlace))]
    public void Number_containers_labels_and_annotations_change_in_place(string what, NodeSpec changed) =>
        Steps(With(Plain), With(changed)).ShouldBe(["change node a"], what);

    [Fact]
    public void A_node_that_moves_to_another_group_is_destroyed_before_it_is_created_there()
    {
        Topology observed = Of([
            new NodeGroup("one", "by-hand") { Nodes = [Plain, new NodeSpec("b", 2)] },
            new NodeGroup("two", "by-hand") { Nodes = [new NodeSpec("c", 1)] },
        ]);
        Topology desired = Of([
            new NodeGroup("one", "by-hand") { Nodes = [new NodeSpec("b", 2)] },
            new NodeGroup("two", "by-hand") { Nodes = [new NodeSpec("c", 1), Plain with { Number = 2 }] },
        ]);

        Plan plan = Planner.Plan(observed, desired);

        plan.Steps.Select(step => step.ToString()).ShouldBe(["destroy node a", "create node a"]);
        plan.Steps.OfType<DestroyNode>().ShouldHaveSingleItem().Group.ShouldBe("one");
        plan.Steps.OfType<CreateNode>().ShouldHaveSingleItem().Group.ShouldBe("two");
    }

    [Fact]
    public void Nodes_swapped_between_groups_are_both_recreated()
    {
        Topology observed = Of([
            new NodeGroup("one", "by-hand") { Nodes = [Plain] },
            new NodeGroup("two", "by-hand") { Nodes = [new NodeSpec("b", 1)] },
        ]);
        Topology desired = Of([
            new NodeGroup("one", "by-hand") { Nodes = [new NodeSpec("b", 1)] },
            new NodeGroup("two", "by-hand") { Nodes = [Plain] },
        ]);

        Steps(observed, desired).ShouldBe(["destroy node a", "destroy node b", "create node b", "create node a"]);
    }

    [Fact]
    public void A_replaced_node_depends_on_its_deletion_and_on_the_change_of_its_group()
    {
        Topology observed = Of([new NodeGroup("web", "by-hand") { Nodes = [Plain] }]);
        Topology desired = Of([new NodeGroup("web", "builtin@2.0.0") { Nodes = [Plain with { Cloud = "sierra" }] }]);

        Plan plan = Planner.Plan(observed, desired);

        plan.Steps.Select(step => step.ToString()).ShouldBe(["destroy node a", "change group web", "create node a"]);
        plan.Steps[2].DependsOn.ShouldBe([0, 1]);
    }

    [Fact]
    public void A_replaced_node_depends_on_its_deletion_and_on_the_creation_of_a_network()
    {
        Topology observed = Of([new NodeGroup("web", "by-hand") { Nodes = [Plain] }]);
        Topology desired = Of([new NodeGroup("web", "by-hand") { Nodes = [Plain with { Cloud = "sierra" }] }]) with
        {
            Networks = ValueMap<NetworkSpec>.Empty.With("lan", new NetworkSpec("lan", Lan)),
        };

        Plan plan = Planner.Plan(observed, desired);

        plan.Steps.Select(step => step.ToString()).ShouldBe(["destroy node a", "create network lan", "create node a"]);
        plan.Steps[2].DependsOn.ShouldBe([0, 1]);
    }

    [Fact]
    public void A_network_is_destroyed_after_the_change_of_the_group_that_used_it()
    {
        Topology observed = Of([new NodeGroup("web", "builtin@2.0.0") { Nodes = [Plain] }]) with
        {
            Networks = ValueMap<NetworkSpec>.Empty.With("lan", new NetworkSpec("lan", Lan)),
        };
        Topology desired = Of([new NodeGroup("web", "by-hand") { Nodes = [Plain] }]);

        Plan plan = Planner.Plan(observed, desired);

        plan.Steps.Select(step => step.ToString()).ShouldBe(["change group web", "destroy network lan"]);
        plan.Steps[1].DependsOn.ShouldBe([0]);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Each_step_depends_on_all_steps_that_it_needs() =>
        Prop.ForAll(SampleTopologies.Any, SampleTopologies.Any, (observed, desired) =>
            {
                Plan plan = Planner.Plan(observed, desired);
                for (int index = 0; index < plan.Steps.Count; index++)
                {
                    HashSet<int> before = Before(plan, index);
                    for (int other = 0; other < plan.Steps.Count; other++)
                    {
                        (before.Contains(other) || !Needs(plan.Steps[index], plan.Steps[other])).ShouldBeTrue(
                            $"{plan.Steps[index]} needs {plan.Steps[other]} first\n{plan}"
                        );
                    }
                }
            })
            .QuickCheckThrowOnFailure();

    // A host name must be free, and a group and its networks must exist. Nothing is removed while it may be in use.
    private static bool Needs(PlanStep step, PlanStep other) =>
        (step, other) switch
        {
            (CreateNode made, DestroyNode gone) => string.Equals(made.Node.Name, gone.Node.Name, StringComparison.OrdinalIgnoreCase),
            (CreateNode made, CreateGroup group) => made.Group == group.Group.Name,
            (CreateNode made, ChangeGroup group) => made.Group == group.To.Name,
            (ChangeNode changed, ChangeGroup group) => changed.Group == group.To.Name,
            (CreateNode or CreateGroup or ChangeGroup or ChangeNode, CreateNetwork or ChangeNetwork) => true,
            (DestroyGroup gone, DestroyNode node) => gone.Group.Name == node.Group,
            (DestroyNetwork, DestroyNode or ChangeGroup) => true,
            _ => false,
        };

    private static HashSet<int> Before(Plan plan, int index)
    {
        HashSet<int> before = [];
        Stack<int> open = new(plan.Steps[index].DependsOn);
        while (open.TryPop(out int next))
        {
            if (before.Add(next))
            {
                foreach (int further in plan.Steps[next].DependsOn)
                {
                    open.Push(further);
                }
            }
        }

        return before;
    }

    private static string[] Steps(Topology observed, Topology desired) =>
        [.. Planner.Plan(observed, desired).Steps.Select(step => step.ToString())];

    private static Topology With(NodeSpec node) => Of([new NodeGroup("web", "by-hand") { Nodes = [node] }]);

    private static Topology Of(NodeGroup[] groups) =>
        Topology.Empty with
        {
            Name = "demo",
            Groups = groups.Select(group => KeyValuePair.Create(group.Name, group)).ToValueMap(),
        };
}
