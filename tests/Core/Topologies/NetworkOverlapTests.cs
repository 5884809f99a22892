namespace Sdk.Tests.Topologies;

public class NetworkOverlapTests
{
    // Two CIDR ranges of the same address family overlap if one contains the first address of the other.
    [Theory]
    [
        InlineData("10.0.0.0/16", "10.0.0.0/16", true),
        InlineData("10.0.0.0/16", "10.0.255.0/24", true),
        InlineData("10.0.255.9/24", "10.0.0.7/16", true)
    ]
    [
        InlineData("10.0.0.0/24", "10.0.1.0/24", false),
        InlineData("10.0.0.0/31", "10.0.0.2/31", false),
        InlineData("0.0.0.0/0", "203.0.113.0/24", true)
    ]
    [
        InlineData("fd00::/64", "fd00::8000:0:0:0/65", true),
        InlineData("fd00::/64", "fd00:0:0:1::/64", false),
        InlineData("::/0", "10.0.0.0/8", false)
    ]
    public void Overlapping_networks_of_one_profile_are_reported(string first, string second, bool overlap)
    {
        ProfileReadResult parsed = Read(
            $"""
            profiles:
              - name: farm
                plugin: builtin
                containers: 0
                container_template:
                  networks:
                    - name: A
                      network: '{first}'
                    - name: B
                      network: '{second}'
            """
        );

        parsed
            .Problems.Select(problem => problem.ToString())
            .ShouldBe(
                overlap
                    ?
                    [
                        $"farm.yaml:10:20 container_template.networks[1].network: network 'B', {second}, overlaps network 'A', {first}; use ranges that do not overlap",
                    ]
                    : []
            );
    }

    [Fact]
    public void Overlapping_networks_of_two_profiles_are_reported()
    {
        ProfileReadResult parsed = Read(
            """
            profiles:
              - {name: a, plugin: builtin, hostname_prefix: a, containers: 2, containers_per_node: 1, container_template: {networks: [{name: A, network: 10.0.0.0/16}]}}
              - {name: b, plugin: builtin, hostname_prefix: b, containers: 2, containers_per_node: 1, container_template: {networks: [{name: B, network: 10.0.7.0/24}]}}
            """
        );

        Problem problem = parsed.Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe(ProblemCode.NetworkOverlap);
        problem.Position.Line.ShouldBe(3);
        problem.Message.ShouldBe("network 'B', 10.0.7.0/24, overlaps network 'A', 10.0.0.0/16");
    }

    [Fact]
    public void Overlapping_networks_of_a_group_built_in_code_are_rejected()
    {
        NodeGroup group = new("by-hand", "none")
        {
            Nodes = [new NodeSpec("n-1", 1) { ContainerCount = 1 }],
            ContainerLayout = new ContainerLayout
            {
                Roles =
                [
                    new ContainerRole("c-{unit}")
                    {
                        NetworkAttachments = [Attach("one-{unit}", "10.0.0.0/24"), Attach("two-{unit}", "10.0.0.128/25")],
                    },
                ],
            },
        };

        Problem problem = Should.Throw<ExpansionException>(Topology.Create("demo").AddGroup(group).Build).Problems.ShouldHaveSingleItem();

        problem.Code.ShouldBe(ProblemCode.NetworkOverlap);
        problem.Message.ShouldBe("network 'two-{unit}', 10.0.0.128/25, overlaps network 'one-{unit}', 10.0.0.0/24");
    }

    [Fact]
    public void Groups_built_in_code_can_share_a_network_but_not_overlap_another()
    {
        NodeGroup Group(string name, string network, string subnet) =>
            new(name, "none")
            {
                Nodes = [new NodeSpec($"{name}-1", 1) { ContainerCount = 1 }],
                ContainerLayout = new ContainerLayout
                {
                    Roles = [new ContainerRole(name + "-{unit}") { NetworkAttachments = [Attach(network, subnet)] }],
                },
            };

        TopologyBuilder builder = Topology.Create("demo").AddGroup(Group("a", "A", "10.0.0.0/16")).AddGroup(Group("b", "A", "10.0.0.0/16"));

        builder.Build().NodeCount.ShouldBe(2);
        Should
            .Throw<ExpansionException>(builder.AddGroup(Group("c", "C", "10.0.1.0/24")).Build)
            .Problems.ShouldHaveSingleItem()
            .Field.ShouldBe("c");
    }

    /// <summary>
    /// The expected result follows from the definition: two ranges overlap if neither ends before the other starts.
    /// </summary>
    [Fact]
    public void An_overlap_is_reported_exactly_when_two_networks_overlap() =>
        Prop.ForAll(Gen.Choose(0, 63).Zip(Gen.Choose(26, 32)).ListOf().ToArbitrary(), ranges =>
            {
                Subnet[] subnets = [.. ranges.Select(range => new Subnet(new Address((UInt128)range.Item1, isV6: false), range.Item2))];
                int expected = Array.FindIndex(subnets, subnet =>
                    subnets.TakeWhile(other => !other.Equals(subnet)).Any(other => Overlap(other, subnet))
                );
                Subnet[] distinct = [.. subnets.Distinct()];
                ProfileBuilder profile = distinct
                    .Index()
                    .Aggregate(Profile.Create("p"), (builder, indexed) => builder.AddNetwork($"N{indexed.Index}", indexed.Item.ToString()));

                Topology
                    .Create("demo")
                    .AddProfile(profile.Build(), SampleTopologies.Plugins)
                    .Problems.Any(problem => problem.Code == ProblemCode.NetworkOverlap)
                    .ShouldBe(expected >= 0);
            })
            .QuickCheckThrowOnFailure();

    private static bool Overlap(Subnet left, Subnet right) => left.First <= right.Last && right.First <= left.Last;

    private static NetworkAttachment Attach(string network, string subnet)
    {
        Subnet.TryParse(subnet, out Subnet parsed).ShouldBeTrue();
        return new NetworkAttachment(network, new AddressBlock(parsed, parsed.First.Add(1)));
    }

    private static ProfileReadResult Read(string yaml) =>
        ProfileReader.Read(Encoding.UTF8.GetBytes(yaml), Dialect.Yaml, source: "farm.yaml");
}
