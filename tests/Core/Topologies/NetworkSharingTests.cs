namespace Sdk.Tests.Topologies;

public class NetworkSharingTests
{
    [Fact]
    public void Two_profiles_on_one_network_get_distinct_addresses() => Prop.ForAll(
        Gen.Choose(0, 40).Zip(Gen.Choose(0, 40)).Zip(Gen.Choose(0, 30)).ToArbitrary(),
        drawn =>
        {
            ((int first, int second), int gateway) = drawn;
            Topology topology = Topology.Create("demo")
                .AddProfile(Describe("a", first, "10.0.0.0/24", $"10.0.0.{gateway}"), SampleTopologies.Plugins)
                .AddProfile(Describe("b", second, "10.0.0.0/24", $"10.0.0.{gateway}"), SampleTopologies.Plugins)
                .Build();

            Address[] addresses = [.. Addresses(topology)];

            addresses.Length.ShouldBe(first + second);
            addresses.Distinct().Count().ShouldBe(addresses.Length);
            addresses.ShouldNotContain(AddressTests.Read($"10.0.0.{gateway}"));
            addresses.ShouldNotContain(AddressTests.Read("10.0.0.0"));
        }).QuickCheckThrowOnFailure();

    // A /29 has 8 addresses: network, broadcast and the gateway leave 5 for containers.
    [Theory]
    [InlineData("10.0.0.0/29", 5, true), InlineData("10.0.0.0/29", 6, false)]
    [InlineData("10.0.0.0/30", 1, true), InlineData("10.0.0.0/30", 2, false)]
    [InlineData("fd00::/126", 2, true), InlineData("fd00::/126", 3, false)]
    public void A_network_is_filled_to_its_last_address_and_no_further(string network, int containers, bool fits)
    {
        TopologyBuilder builder = Topology.Create("demo").AddProfile(
            Profile.Create("a").WithContainerCount(containers).WithContainersPerNode(3).AddNetwork("MGMT", network).WithContainer(box => box with { Gateway = "MGMT" }).Build(),
            SampleTopologies.Plugins);

        if (fits)
        {
            builder.Build().Networks["MGMT"].NextAddress.ShouldBeNull();
        }
        else
        {
            Should.Throw<ExpansionException>(builder.Build).Problems.ShouldContain(problem => problem.Code == ProblemCode.AddressSpaceExhausted);
        }
    }

    [Fact]
    public void An_exhausted_network_is_reported_with_its_size_and_the_addresses_needed()
    {
        TopologyBuilder builder = Topology.Create("demo").AddProfile(Describe("a", 300, "10.0.0.0/24", "10.0.0.1"), SampleTopologies.Plugins);

        string message = Should.Throw<ExpansionException>(builder.Build).Message;

        message.ShouldContain("MGMT");
        message.ShouldContain("256 addresses");
        message.ShouldContain("300 more are needed");
    }

    [Fact]
    public void A_start_address_in_an_allocated_range_is_rejected()
    {
        PluginList plugins = SampleTopologies.Plugins.Add(new PluginEntry("fixed", "1.0.0", () => new FixedStart()));
        TopologyBuilder builder = Topology.Create("demo")
            .AddProfile(Describe("a", 20, "10.0.0.0/24", "10.0.0.1"), plugins)
            .AddProfile(Describe("b", 2, "10.0.0.0/24", "10.0.0.1") with { Plugin = new PluginReference("fixed") }, plugins);

        Should.Throw<ExpansionException>(builder.Build).Message.ShouldContain("10.0.0.10 is in the range of the 20 addresses");
    }

    [Fact]
    public void A_gateway_is_compared_as_an_address()
    {
        Topology topology = Topology.Create("demo")
            .AddProfile(Describe("a", 2, "fd00::/64", "fd00::1"), SampleTopologies.Plugins)
            .AddProfile(Describe("b", 2, "fd00::/64", "fd00:0::1"), SampleTopologies.Plugins)
            .Build();

        topology.Networks["MGMT"].UsedAddressCount.ShouldBe(4);
    }

    private static Profile Describe(string name, int containers, string network, string gateway) => Profile.Create(name)
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
                ? new ContainerLayout { Roles = [new ContainerRole("{node}-c{number}") { NetworkAttachments = [new NetworkAttachment("MGMT", block)] }] }
                : ContainerLayout.None;
    }
}
