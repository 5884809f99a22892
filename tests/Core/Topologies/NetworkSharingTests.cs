namespace Sdk.Tests.Topologies;

public class NetworkSharingTests
{
    [Fact]
    public void Two_profiles_on_one_network_get_distinct_addresses() =>
        Prop.ForAll(Gen.Choose(0, 40).Zip(Gen.Choose(0, 40)).Zip(Gen.Choose(0, 30)).ToArbitrary(), drawn =>
            {
                ((int first, int second), int gateway) = drawn;
                Topology topology = Topology
                    .Create("demo")
                    .AddProfile(Describe("a", first, "10.0.0.0/24", $"10.0.0.{gateway}"), SampleTopologies.Plugins)
                    .AddProfile(Describe("b", second, "10.0.0.0/24", $"10.0.0.{gateway}"), SampleTopologies.Plugins)
                    .Build();

                Address[] addresses = [.. Addresses(topology)];

                addresses.Length.ShouldBe(first + second);
                addresses.Distinct().Count().ShouldBe(addresses.Length);
                addresses.ShouldNotContain(AddressTests.Read($"10.0.0.{gateway}"));
                addresses.ShouldNotContain(AddressTests.Read("10.0.0.0"));
            })
            .QuickCheckThrowOnFailure();

    // A /29 has 8 addresses: network, broadcast and the gateway leave 5 for containers.
    [Theory]
    [InlineData("10.0.0.0/29", 5, true), InlineData("10.0.0.0/29", 6, false)]
    [InlineData("10.0.0.0/30", 1, true), InlineData("10.0.0.0/30", 2, false)]
    [InlineData("fd00::/126", 2, true), InlineData("fd00::/126", 3, false)]
    public void A_network_is_filled_to_its_last_address_and_no_further(string network, int containers, bool fits)
    {
        TopologyBuilder builder = Topology
            .Create("demo")
            .AddProfile(
                Profile
                    .Create("a")
                    .WithContainerCount(containers)
                    .WithContainersPerNode(3)
                    .AddNetwork("MGMT", network)
                    .WithContainer(box => box with { Gateway = "MGMT" })
                    .Build(),
                SampleTopologies.Plugins
            );

        if (fits)
        {
            builder.Build().Networks["MGMT"].NextAddress.ShouldBeNull();
        }
        else
        {
            Should
                .Throw<ExpansionException>(builder.Build)
                .Problems.ShouldContain(problem => problem.Code == ProblemCode.AddressSpaceExhausted);
        }
    }

    [Fact]
    public void An_exhausted_network_is_reported_with_its_size_and_the_addresses_needed()
    {
        TopologyBuilder builder = Topology
            .Create("demo")
            .AddProfile(Describe("a", 300, "10.0.0.0/24", "10.0.0.1"), SampleTopologies.Plugins);

        string message = Should.Throw<ExpansionException>(builder.Build).Message;

        message.ShouldContain("MGMT");
        message.ShouldContain("256 addresses");
        message.ShouldContain("300 more are needed");
    }

    // RFC 3021 (31 bits), RFC 6164 (127 bits): both addresses are those of hosts. A network of one address has that one.
    [Theory]
    [InlineData("10.0.0.0/31", 2, "10.0.0.0 10.0.0.1")]
    [InlineData("10.0.0.0/31", 1, "10.0.0.0")]
    [InlineData("255.255.255.254/31", 2, "255.255.255.254 255.255.255.255")]
    [InlineData("10.0.0.5/32", 1, "10.0.0.5")]
    [InlineData("255.255.255.255/32", 1, "255.255.255.255")]
    [InlineData("fd00::/127", 2, "fd00:: fd00::1")]
    [InlineData("fd00::1/128", 1, "fd00::1")]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", 1, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("10.0.0.0/30", 2, "10.0.0.1 10.0.0.2")]
    [InlineData("fd00::/126", 3, "fd00::1 fd00::2 fd00::3")]
    [InlineData("10.0.0.77/24", 2, "10.0.0.78 10.0.0.79")]
    public void Every_host_address_of_a_network_is_used(string network, int containers, string expected)
    {
        Topology topology = Topology.Create("demo").AddProfile(Small(containers, network), SampleTopologies.Plugins).Build();

        Addresses(topology).Select(address => address.ToString()).ShouldBe(expected.Split(' '));
    }

    [Fact]
    public void A_gateway_leaves_the_other_address_of_a_network_of_two()
    {
        Profile profile = Profile
            .Create("a")
            .WithContainerCount(1)
            .WithContainersPerNode(1)
            .AddNetwork("MGMT", "10.0.0.0/31", "10.0.0.0")
            .WithContainer(box => box with { Gateway = "MGMT" })
            .Build();

        Addresses(Topology.Create("demo").AddProfile(profile, SampleTopologies.Plugins).Build())
            .Single()
            .ShouldBe(AddressTests.Read("10.0.0.1"));
    }

    [Theory]
    [InlineData("10.0.0.0/31", 3, "2 addresses, of which 0 are taken; 3 more are needed")]
    [InlineData("10.0.0.5/32", 2, "1 address, of which 0 are taken; 2 more are needed")]
    [InlineData("fd00::/127", 3, "2 addresses, of which 0 are taken; 3 more are needed")]
    [InlineData("10.0.0.1/31", 1, "2 addresses, of which 0 are taken (containers start after 10.0.0.1); 1 more is needed")]
    [InlineData(
        "10.0.0.0/30",
        3,
        "4 addresses, of which 0 are taken (10.0.0.0 is the network address, 10.0.0.3 is the broadcast address); 3 more are needed"
    )]
    [InlineData(
        "10.0.0.254/24",
        1,
        "(10.0.0.0 is the network address, 10.0.0.255 is the broadcast address, containers start after 10.0.0.254)"
    )]
    [InlineData("fd00::/126", 4, "4 addresses, of which 0 are taken (fd00:: is the anycast address of the routers); 4 more are needed")]
    public void A_refusal_names_the_addresses_that_containers_cannot_have(string network, int containers, string reason) =>
        Should
            .Throw<ExpansionException>(Topology.Create("demo").AddProfile(Small(containers, network), SampleTopologies.Plugins).Build)
            .Message.ShouldContain(reason);

    [Fact]
    public void A_refusal_names_the_gateway_and_the_start_address()
    {
        Profile profile = Profile
            .Create("a")
            .WithContainerCount(60)
            .WithContainersPerNode(7)
            .AddNetwork(new NetworkTemplate("MGMT", "10.0.0.0/24") { Gateway = "10.0.0.254", StartIp = "10.0.0.200" })
            .Build();

        Should
            .Throw<ExpansionException>(Topology.Create("demo").AddProfile(profile, SampleTopologies.Plugins).Build)
            .Message.ShouldContain(
                "10.0.0.255 is the broadcast address, 10.0.0.254 is the gateway, containers start at 10.0.0.200); 60 more are needed"
            );
    }

    // RFC 919 (network and broadcast address), RFC 4291, 2.6.1 (subnet-router anycast address).
    [Theory]
    [InlineData("10.0.0.0/24", "10.0.0.0", "10.0.0.0 is the network address of 10.0.0.0/24; use an address from 10.0.0.1 to 10.0.0.254")]
    [InlineData("10.0.0.77/24", "10.0.0.0", "10.0.0.0 is the network address of 10.0.0.77/24")]
    [InlineData("10.0.0.0/24", "10.0.0.255", "10.0.0.255 is the broadcast address of 10.0.0.0/24")]
    [InlineData("10.0.0.0/30", "10.0.0.3", "10.0.0.3 is the broadcast address of 10.0.0.0/30; use an address from 10.0.0.1 to 10.0.0.2")]
    [InlineData(
        "fd00::/64",
        "fd00::",
        "fd00:: is the anycast address of the routers of fd00::/64; use an address from fd00::1 to fd00::ffff:ffff:ffff:ffff"
    )]
    [InlineData("10.0.0.0/31", "10.0.0.0", null)]
    [InlineData("10.0.0.0/31", "10.0.0.1", null)]
    [InlineData("10.0.0.5/32", "10.0.0.5", null)]
    [InlineData("fd00::/127", "fd00::", null)]
    [InlineData("fd00::/64", "fd00::ffff:ffff:ffff:ffff", null)]
    [InlineData("10.0.0.0/24", "10.0.0.254", null)]
    public void A_reserved_start_address_is_rejected(string network, string start, string? reason)
    {
        Func<Topology> build = Topology
            .Create("demo")
            .AddProfile(
                Profile
                    .Create("a")
                    .WithContainerCount(1)
                    .WithContainersPerNode(1)
                    .AddNetwork(new NetworkTemplate("MGMT", network) { StartIp = start })
                    .Build(),
                SampleTopologies.Plugins
            )
            .Build;

        if (reason is null)
        {
            Addresses(build()).Single().ShouldBe(AddressTests.Read(start));
        }
        else
        {
            Should
                .Throw<ExpansionException>(() => build())
                .Problems.ShouldHaveSingleItem()
                .ToString()
                .ShouldContain($"container_template.networks[0].start_ip: {reason}");
        }
    }

    [Fact]
    public void A_start_address_in_an_allocated_range_is_rejected()
    {
        PluginList plugins = SampleTopologies.Plugins.Add(new PluginEntry("fixed", "1.0.0", () => new FixedStart()));
        TopologyBuilder builder = Topology
            .Create("demo")
            .AddProfile(Describe("a", 20, "10.0.0.0/24", "10.0.0.1"), plugins)
            .AddProfile(Describe("b", 2, "10.0.0.0/24", "10.0.0.1") with { Plugin = new PluginReference("fixed") }, plugins);

        Should.Throw<ExpansionException>(builder.Build).Message.ShouldContain("10.0.0.10 is in the range of the 20 addresses");
    }

    [Fact]
    public void A_gateway_is_compared_as_an_address()
    {
        Topology topology = Topology
            .Create("demo")
            .AddProfile(Describe("a", 2, "fd00::/64", "fd00::1"), SampleTopologies.Plugins)
            .AddProfile(Describe("b", 2, "fd00::/64", "fd00:0::1"), SampleTopologies.Plugins)
            .Build();

        topology.Networks["MGMT"].UsedAddressCount.ShouldBe(4);
    }

    private static Profile Small(int containers, string network) =>
        Profile.Create("a").WithContainerCount(containers).WithContainersPerNode(3).AddNetwork("MGMT", network).Build();

    private static Profile Describe(string name, int containers, string network, string gateway) =>
        Profile
            .Create(name)
            .WithHostnamePrefix(name)
            .WithContainerCount(containers)
            .WithContainersPerNode(7)
            .AddNetwork("MGMT", network, gateway)
            .Build();

    private static IEnumerable<Address> Addresses(Topology topology)
    {
        foreach (NodeGroup group in topology.Groups.Values)
        {
            for (int i = 0; i < group.Nodes.Count; i++)
            {
                for (int j = 0; j < group.Nodes[i].ContainerCount; j++)
                {
                    yield return group.GetContainers(group.Nodes[i])[j].GetAddress(0);
                }
            }
        }
    }

    private sealed class FixedStart : ScalePlugin
    {
        public override int CountNodes(Profile profile) => 1;

        public override int CountContainers(Profile profile, int number) => profile.ContainerCount;

        public override ContainerLayout DescribeContainers(Profile profile, NetworkAllocator networks) =>
            networks.Allocate(profile.Networks[0] with { StartIp = "10.0.0.10" }, profile.ContainerCount) is { } block
                ? new ContainerLayout
                {
                    Roles = [new ContainerRole("{node}-c{number}") { NetworkAttachments = [new NetworkAttachment("MGMT", block)] }],
                }
                : ContainerLayout.None;
    }
}
