using Scalewright.Documents;
using Scalewright.Providers.Containers.Client;
using Scalewright.Providers.Containers.Networks;

namespace Containers.Tests;

/// <summary>Interfaces, addresses and ranges, without an engine.</summary>
public class NodeNetworkTests
{
    private static readonly EngineNetwork Front = new(
        "n1",
        "sw-1",
        [Range("10.20.0.0/29")],
        [Parse("10.20.0.6")],
        new Dictionary<string, string> { ["scalewright.range"] = "10.20.0.0/29" }
    );

    [Fact]
    public void A_network_section_is_read_and_each_mistake_is_reported_with_its_field()
    {
        NodeSpec node = Describe(
            """
            interfaces:
            - {vlan: FRONT, address: 10.20.0.5, mac: 02:42:0A:14:00:05}
            - {address: 10.20.0.0/24}
            - {vlan: BACK, address: {a: 1}, mac: 03:42:0a:14:00:05, mask: 24}
            - BACK
            """
        );

        NodeInterface
            .Check(node)
            .Select(problem => (problem.Code, problem.Field))
            .ShouldBe([
                (ProblemCode.MissingField, "web-1.network.interfaces[1].vlan"),
                (ProblemCode.OutOfRange, "web-1.network.interfaces[1].address"),
                (ProblemCode.WrongType, "web-1.network.interfaces[2].address"),
                (ProblemCode.OutOfRange, "web-1.network.interfaces[2].mac"),
                (ProblemCode.UnknownField, "web-1.network.interfaces[2].mask"),
                (ProblemCode.WrongType, "web-1.network.interfaces[3]"),
            ]);
        NodeInterface.Read(node).ShouldBe([new NodeInterface("FRONT", Parse("10.20.0.5"), "02:42:0a:14:00:05")]);
    }

    [Fact]
    public void Interfaces_survive_as_a_label()
    {
        ValueList<NodeEndpoint> endpoints =
        [
            new("n1", Parse("10.20.0.5"), NodeEndpoint.GetMac(Parse("10.20.0.5"))),
            new("n2", Parse("fd00::5"), NodeEndpoint.GetMac(Parse("fd00::5"))),
        ];

        NodeEndpoint.Read(NodeEndpoint.Write(endpoints)).ShouldBe(endpoints);
        endpoints.Select(endpoint => endpoint.Mac).ShouldBe(["02:42:0a:14:00:05", "02:42:00:00:00:05"]);
        NodeEndpoint.Read("").ShouldBeEmpty();
        NodeEndpoint.Read("n1,10.20.0.999,02:42 n2").ShouldBeEmpty();
    }

    [Fact]
    public void Nodes_get_the_first_address_that_no_container_the_bridge_or_another_new_node_has()
    {
        AddressPool pool = new();
        pool.Reserve("n1", Parse("10.20.0.3"));

        Address? first = pool.ReserveFree(Front, [Parse("10.20.0.1")]);
        Address? second = pool.ReserveFree(Front, [Parse("10.20.0.1")]);
        Address? third = pool.ReserveFree(Front, [Parse("10.20.0.1")]);
        Address? fourth = pool.ReserveFree(Front, [Parse("10.20.0.1")]);
        pool.Release(new NodeEndpoint("n1", Parse("10.20.0.4"), ""));
        Address? again = pool.ReserveFree(Front, [Parse("10.20.0.1")]);

        new[] { first, second, third, fourth, again }
            .Select(address => address?.ToString())
            .ShouldBe(["10.20.0.2", "10.20.0.4", "10.20.0.5", null, "10.20.0.4"]);
    }

    [Fact]
    public void The_range_of_default_networks_is_divided_without_gaps()
    {
        DefaultNetworkRange
            .Split(Range("10.202.0.0/20"))
            .Select(part => part.ToString())
            .ShouldBe(["10.202.0.0/22", "10.202.4.0/22", "10.202.8.0/22", "10.202.12.0/22"]);
        DefaultNetworkRange.Split(Range("10.202.0.0/24")).Select(part => part.ToString()).ShouldBe(["10.202.0.0/24"]);
    }

    [Fact]
    public void What_an_engine_cannot_have_is_reported_before_anything_is_created()
    {
        Topology topology = Topology
            .Create("shop")
            .AddGroup(
                new NodeGroup("web", "builtin@1.0.0")
                {
                    Nodes =
                    [
                        Describe("interfaces: [{vlan: FRONT, address: 10.20.0.5}, {vlan: OTHER}]"),
                        Describe("interfaces: [{vlan: FRONT, address: 10.20.0.5}, {vlan: FRONT, address: 10.20.0.254}]") with
                        {
                            Name = "web-2",
                            Number = 2,
                        },
                    ],
                }
            )
            .Build() with
        {
            Networks = new[] { new NetworkSpec("FRONT", Range("10.20.0.0/24")), new NetworkSpec("LINK", Range("10.30.0.0/31")) }
                .Select(network => KeyValuePair.Create(network.Name, network))
                .ToValueMap(),
        };

        NetworkCheck
            .Run(topology, [Front])
            .Select(problem => (problem.Code, problem.Field))
            .ShouldBe([
                (ProblemCode.OutOfRange, "LINK"),
                (ProblemCode.NetworkOverlap, "FRONT"),
                (ProblemCode.UnknownReference, "web-1"),
                (ProblemCode.OutOfRange, "web-2"),
                (ProblemCode.OutOfRange, "web-1"),
            ]);
    }

    private static NodeSpec Describe(string network) =>
        new("web-1", 1)
        {
            Hardware = new NodeHardware { Network = (DocumentMap)DocumentReader.Read(Encoding.UTF8.GetBytes(network), Dialect.Yaml).Root! },
        };

    private static Address Parse(string text) => Address.TryParse(text, out Address address) ? address : throw new FormatException(text);

    private static Subnet Range(string text) => Subnet.TryParse(text, out Subnet subnet) ? subnet : throw new FormatException(text);
}
