using Scalewright.Providers.Containers.Faults;

namespace Containers.Tests.Faults;

public class PacketFilterRulesTests
{
    // Output of 'iptables -S' in a new namespace, iptables 1.8.9.
    private const string NoRules = "-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n";

    private static readonly Dictionary<string, ValueList<IPAddress>> Addresses = new(StringComparer.Ordinal)
    {
        ["web-2"] = [IPAddress.Parse("10.0.0.2"), IPAddress.Parse("fd00::2")],
        ["web-3"] = [IPAddress.Parse("10.0.0.3")],
    };

    private static readonly NodeFault All = new()
    {
        BlockedInboundNodes = ["web-2"],
        IsOutboundBlocked = true,
        MaxBytesPerSecond = 2_000_000,
        Loss = 0.5,
        InboundLinks = [new InboundLinkFault("web-3") { MaxBytesPerSecond = 1000, Loss = 0.25 }],
    };

    [Fact]
    public void All_faults_are_rules_of_two_chains_in_one_change() =>
        Create(All, AddressFamily.InterNetwork)
            .Replace(NoRules)
            .ShouldBe(
                """
                *filter
                -N scalewright-in
                -N scalewright-out
                -A scalewright-in -i lo -j RETURN
                -A scalewright-out -o lo -j RETURN
                -A scalewright-in -s 10.0.0.2 -j DROP
                -A scalewright-in -s 10.0.0.3 -m hashlimit --hashlimit-above 1000b/s --hashlimit-burst 131072b --hashlimit-name scalewright-0 -j DROP
                -A scalewright-in -s 10.0.0.3 -m statistic --mode random --probability 0.25 -j DROP
                -A scalewright-out -j DROP
                -A scalewright-in -m hashlimit --hashlimit-above 2000000b/s --hashlimit-burst 2125000b --hashlimit-name scalewright-in -j DROP
                -A scalewright-in -m statistic --mode random --probability 0.5 -j DROP
                -I INPUT -j scalewright-in
                -I OUTPUT -j scalewright-out
                COMMIT

                """
            );

    [Fact]
    public void Neighbor_discovery_passes_before_packets_are_dropped() =>
        Create(new NodeFault { BlockedInboundNodes = ["web-2", "web-3"] }, AddressFamily.InterNetworkV6)
            .Replace(NoRules)
            .ShouldBe(
                """
                *filter
                -N scalewright-in
                -N scalewright-out
                -A scalewright-in -i lo -j RETURN
                -A scalewright-out -o lo -j RETURN
                -A scalewright-in -p ipv6-icmp -m icmp6 --icmpv6-type 133 -j RETURN
                -A scalewright-out -p ipv6-icmp -m icmp6 --icmpv6-type 133 -j RETURN
                -A scalewright-in -p ipv6-icmp -m icmp6 --icmpv6-type 134 -j RETURN
                -A scalewright-out -p ipv6-icmp -m icmp6 --icmpv6-type 134 -j RETURN
                -A scalewright-in -p ipv6-icmp -m icmp6 --icmpv6-type 135 -j RETURN
                -A scalewright-out -p ipv6-icmp -m icmp6 --icmpv6-type 135 -j RETURN
                -A scalewright-in -p ipv6-icmp -m icmp6 --icmpv6-type 136 -j RETURN
                -A scalewright-out -p ipv6-icmp -m icmp6 --icmpv6-type 136 -j RETURN
                -A scalewright-in -s fd00::2 -j DROP
                -I INPUT -j scalewright-in
                -I OUTPUT -j scalewright-out
                COMMIT

                """
            );

    [Fact]
    public void Rules_of_earlier_faults_are_replaced_and_those_of_others_remain()
    {
        const string Current =
            NoRules
            + "-N own\n-N scalewright-in\n-N scalewright-out\n-A INPUT -j scalewright-in\n-A INPUT -s 1.2.3.4/32 -j DROP\n-A OUTPUT -j scalewright-out\n";

        Create(new NodeFault { IsInboundBlocked = true }, AddressFamily.InterNetwork)
            .Replace(Current)
            .ShouldBe(
                """
                *filter
                -D INPUT -j scalewright-in
                -D OUTPUT -j scalewright-out
                -F scalewright-in
                -X scalewright-in
                -F scalewright-out
                -X scalewright-out
                -N scalewright-in
                -N scalewright-out
                -A scalewright-in -i lo -j RETURN
                -A scalewright-out -o lo -j RETURN
                -A scalewright-in -j DROP
                -I INPUT -j scalewright-in
                -I OUTPUT -j scalewright-out
                COMMIT

                """
            );
        Create(NodeFault.None, AddressFamily.InterNetwork)
            .Replace(NoRules + "-N scalewright-out\n")
            .ShouldBe("*filter\n-F scalewright-out\n-X scalewright-out\nCOMMIT\n");
    }

    [Fact]
    public void Nothing_is_changed_without_a_fault_and_without_rules() =>
        Create(NodeFault.None, AddressFamily.InterNetworkV6).Replace(NoRules).ShouldBeEmpty();

    [Fact]
    public void A_fault_of_the_other_family_needs_no_rules() =>
        Create(new NodeFault { BlockedInboundNodes = ["web-3"] }, AddressFamily.InterNetworkV6).IsEmpty.ShouldBeTrue();

    // The kernel's list of these rules, by iptables 1.8.9: it rounds rates and bursts.
    [Fact]
    public void Rules_that_the_kernel_lists_with_rounded_numbers_are_applied()
    {
        const string Listed =
            NoRules
            + """
                -N scalewright-in
                -N scalewright-out
                -A INPUT -j scalewright-in
                -A OUTPUT -j scalewright-out
                -A scalewright-in -i lo -j RETURN
                -A scalewright-in -s 10.0.0.2/32 -j DROP
                -A scalewright-in -s 10.0.0.3/32 -m hashlimit --hashlimit-above 992b/s --hashlimit-burst 128kb --hashlimit-name scalewright-0 -j DROP
                -A scalewright-in -s 10.0.0.3/32 -m statistic --mode random --probability 0.25000000000 -j DROP
                -A scalewright-in -m hashlimit --hashlimit-above 2000016b/s --hashlimit-burst 3mb --hashlimit-name scalewright-in -j DROP
                -A scalewright-in -m statistic --mode random --probability 0.50000000000 -j DROP
                -A scalewright-out -o lo -j RETURN
                -A scalewright-out -j DROP
                """;
        PacketFilterRules rules = Create(All, AddressFamily.InterNetwork);

        rules.IsApplied(Listed).ShouldBeTrue();
        rules.IsApplied(Listed.Replace("-A OUTPUT -j scalewright-out", "", StringComparison.Ordinal)).ShouldBeFalse();
        rules.IsApplied(Listed.Replace("-A scalewright-in -s 10.0.0.2/32 -j DROP", "", StringComparison.Ordinal)).ShouldBeFalse();
        rules.IsApplied(NoRules).ShouldBeFalse();
        Create(NodeFault.None, AddressFamily.InterNetwork).IsApplied(NoRules).ShouldBeTrue();
        Create(NodeFault.None, AddressFamily.InterNetwork).IsApplied(Listed).ShouldBeFalse();
    }

    [Fact]
    public void Queues_are_described_in_the_units_of_tc()
    {
        PacketQueues
            .DescribeSent(new NodeFault { MaxBytesPerSecond = 10_000_000 })
            .ShouldBe(["tbf", "rate", "10000000bps", "burst", "100000b", "latency", "50ms"]);
        PacketQueues
            .DescribeReceived(
                new NodeFault
                {
                    Delay = TimeSpan.FromMilliseconds(10),
                    Jitter = TimeSpan.FromMilliseconds(4),
                    Duplication = 0.125,
                }
            )
            .ShouldBe(["netem", "delay", "12000us", "2000us", "duplicate", "12.5%"]);
        PacketQueues
            .DescribeReceived(
                new NodeFault
                {
                    Reordering = 0.25,
                    ReorderingDelay = TimeSpan.FromMilliseconds(5),
                    ReorderingJitter = TimeSpan.Zero,
                }
            )
            .ShouldBe(["netem", "delay", "5000us", "0us", "reorder", "75.0%"]);
        PacketQueues.DescribeReceived(new NodeFault { Loss = 0.5 }).ShouldBeEmpty();
    }

    private static PacketFilterRules Create(NodeFault fault, AddressFamily family) => PacketFilterRules.Create(fault, Addresses, family);
}
