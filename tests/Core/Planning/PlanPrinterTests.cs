namespace Sdk.Tests.Planning;

public class PlanPrinterTests
{
    [Fact]
    public void A_plan_is_printed_as_a_diff()
    {
        Topology before = SampleTopologies.Expand(Farm().WithContainerCount(30).WithLabel("tier", "web"));
        Topology after = SampleTopologies.Expand(
            Farm().WithContainerCount(24).WithLabel("tier", "front").WithNode(node => node with { Cpus = 2 })
        );
        Topology broken = before with { Groups = before.Groups.With("web", Break(before.Groups["web"])) };

        string text = string.Concat(
            "first\n",
            Planner.Plan(Topology.Empty, before),
            "\nrepair\n",
            Planner.Plan(broken, before),
            "\nchange\n",
            Planner.Plan(before, after),
            "\nlabel\n",
            Planner.Plan(before, SampleTopologies.Expand(Farm().WithContainerCount(30).WithLabel("tier", "back"))),
            "\nagain\n",
            Planner.Plan(before, before),
            "\nremove\n",
            Planner.Plan(before, Topology.Empty)
        );

        Approved.Check(text, "Plans");
    }

    [Fact]
    public void In_place_changes_are_printed_with_old_and_new_values()
    {
        NetworkSpec lan = new("lan", Net("10.0.0.0/24"));
        NodeGroup web = new("web", "by-hand");
        NodeSpec node = new("a", 1) { Labels = ValueMap.Empty<string>().With("tier", "web") };
        NodeSpec far = node with { Name = "c", Cloud = "sierra" };

        Plan plan = new(
            "demo",
            [
                new ChangeNetwork(
                    lan,
                    lan with
                    {
                        Subnet = Net("10.0.0.0/16"),
                        UsedAddressCount = 3,
                        Gateway = new Address(0x0a000001, isV6: false),
                        NextAddress = new Address(0x0a000005, isV6: false),
                    }
                ),
                new ChangeGroup(
                    web,
                    web with
                    {
                        Plugin = "builtin@2.0.0",
                        ContainerLayout = new ContainerLayout { Roles = [new ContainerRole("{node}-c{number}")] },
                    }
                ),
                new ChangeNode(
                    "web",
                    node,
                    node with
                    {
                        Number = 2,
                        FirstContainerIndex = 7,
                        Labels = ValueMap.Empty<string>().With("rack", "4"),
                        Annotations = ValueMap.Empty<string>().With("note", "x"),
                    }
                ),
                new CreateNode("web", far),
                new CreateNode("other", far),
                new DestroyNode("web", far),
                new DestroyNode("other", far),
                new ChangeNode("web", node, node with { Number = 2 }),
                new ChangeNode("web", node, node with { Number = 3 }),
            ]
        );

        plan.ToString()
            .ShouldBe(
                """
                ~ network lan: subnet 10.0.0.0/24 -> 10.0.0.0/16, gateway none -> 10.0.0.1, addresses in use 0 -> 3, next address none -> 10.0.0.5
                ~ group web: plugin by-hand -> builtin@2.0.0, container layout
                ~ node a: number 1 -> 2, first container 0 -> 7, labels.rack none -> '4', labels.tier 'web' -> none, annotations.note none -> 'x'
                + node c: minimeta.qc2, 1 cpu, 512 MiB, 0 containers in sierra
                + node c: minimeta.qc2, 1 cpu, 512 MiB, 0 containers in sierra
                - node c
                - node c
                ~ node a: number 1 -> 2
                ~ node a: number 1 -> 3
                demo: nodes +2 ~3 -2, networks and groups 2

                """.ReplaceLineEndings("\n")
            );
    }

    [Fact]
    public void Differences_contain_raw_values_and_are_printed_escaped()
    {
        NodeSpec node = new("a", 1) { Labels = ValueMap.Empty<string>().With("tier", "web\u001b") };

        ValueList<StepDifference> found = new ChangeNode(
            "web",
            node,
            node with
            {
                Number = 2,
                Labels = ValueMap.Empty<string>(),
            }
        ).Differences;

        found.ShouldBe([new("number", "1", "2"), new("labels.tier", "web\u001b", null)]);
        string.Join(", ", found).ShouldBe("number 1 -> 2, labels.tier 'web\\u001b' -> none");
        new CreateNode("web", node).Differences.ShouldBeEmpty();
    }

    // Digests: printf 'password=old' | sha256sum.
    [Fact]
    public void User_data_is_printed_as_its_length_and_digest_because_it_may_contain_credentials()
    {
        const string Old = "password=old";
        const string New = "password=new!";
        NodeSpec node = new("a", 1) { Annotations = ValueMap<string>.Empty.With("user_data", Old) };
        NodeGroup launch = new("launch/web", "launch@1") { Launch = new LaunchConfiguration("web") { UserData = Old } };

        Plan plan = new(
            "demo",
            [
                new ChangeGroup(launch, launch with { Launch = launch.Launch with { UserData = New } }),
                new ChangeNode("web", node, node with { Annotations = ValueMap<string>.Empty }),
            ]
        );

        plan.ToString()
            .ShouldBe(
                """
                ~ group launch/web: labels.launch.user_data '12 bytes, SHA-256 b8d2177c' -> '13 bytes, SHA-256 814595a7'
                ~ node a: annotations.user_data '12 bytes, SHA-256 b8d2177c' -> none
                demo: nodes +0 ~1 -0, networks and groups 1

                """.ReplaceLineEndings("\n")
            );
    }

    [Fact]
    public void Consecutive_failed_and_healthy_nodes_are_printed_on_separate_lines()
    {
        NodeSpec[] nodes =
        [
            .. Enumerable
                .Range(1, 7)
                .Select(number => new NodeSpec($"n{number}", number) { Health = number > 4 ? NodeHealth.Failed : NodeHealth.Healthy }),
        ];

        new Plan("demo", nodes.Select(node => (PlanStep)new DestroyNode("web", node)).ToValueList())
            .ToString()
            .ShouldBe(
                """
                - 4 nodes n1 … n4
                - 3 nodes n5 … n7: failed
                demo: nodes +0 ~0 -7, networks and groups 0

                """.ReplaceLineEndings("\n")
            );
    }

    private static Subnet Net(string text) => Subnet.TryParse(text, out Subnet subnet) ? subnet : throw new FormatException();

    private static ProfileBuilder Farm() => Profile.Create("web").WithContainersPerNode(6).AddNetwork("MGMT", "10.0.0.0/16");

    private static NodeGroup Break(NodeGroup group) =>
        group with
        {
            Nodes = group.Nodes.Select((node, i) => i == 2 ? node with { Health = NodeHealth.Failed } : node).ToValueList(),
        };
}
