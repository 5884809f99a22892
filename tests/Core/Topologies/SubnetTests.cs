namespace Sdk.Tests.Topologies;

public class SubnetTests
{
    // RFC 3021: both addresses of a /31 are hosts; a /32 is one host. The last address of a larger IPv4 network is its
    // broadcast address.
    [Theory]
    [InlineData("192.168.77.10/22", "192.168.76.0", "192.168.79.255", "192.168.79.254", "1024")]
    [InlineData("10.0.0.0/31", "10.0.0.0", "10.0.0.1", "10.0.0.1", "2")]
    [InlineData("10.0.0.7/32", "10.0.0.7", "10.0.0.7", "10.0.0.7", "1")]
    [InlineData("10.0.0.7/0", "0.0.0.0", "255.255.255.255", "255.255.255.254", "4294967296")]
    [InlineData("fd00::5/126", "fd00::4", "fd00::7", "fd00::7", "4")]
    [InlineData(
        "::/0",
        "::",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "340282366920938463463374607431768211455"
    )]
    public void The_bounds_and_the_size_of_a_network_are_computed(string text, string first, string last, string lastUsable, string size)
    {
        Subnet.TryParse(text, out Subnet subnet).ShouldBeTrue();

        (subnet.First.ToString(), subnet.Last.ToString(), subnet.LastUsable.ToString(), subnet.Size.ToString()).ShouldBe(
            (first, last, lastUsable, size)
        );
        subnet.ToString().ShouldBe(text);
    }

    [Theory]
    [
        InlineData("10.0.0.0"),
        InlineData("10.0.0.0/"),
        InlineData("10.0.0.0/33"),
        InlineData("10.0.0.0/-1"),
        InlineData("10.0.0.0/08"),
        InlineData("10.0.0.0/ 8")
    ]
    [
        InlineData("10.0.0.0/255.0.0.0"),
        InlineData("fd00::/129"),
        InlineData("/8"),
        InlineData("10.0.0.0/8/8"),
        InlineData("10.0.0.0/99999999999")
    ]
    public void Text_that_is_not_a_strict_network_is_rejected(string text) => Subnet.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void A_network_contains_only_its_own_addresses()
    {
        Subnet.TryParse("10.1.0.0/16", out Subnet subnet).ShouldBeTrue();

        subnet.Contains(AddressTests.Read("10.1.255.255")).ShouldBeTrue();
        subnet.Contains(AddressTests.Read("10.2.0.0")).ShouldBeFalse();
        subnet.Contains(new Address(0x0A010001, isV6: true)).ShouldBeFalse();
    }
}
