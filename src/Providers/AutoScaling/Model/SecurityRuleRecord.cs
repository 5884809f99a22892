namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>One rule of a security group: one protocol, one range of ports, one peer.</summary>
/// <param name="Id">Id, as in <c>sgr-0123456789abcdef0</c>; empty for one that only describes a rule.</param>
/// <param name="IsEgress">Whether it is about outgoing traffic.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c>, <c>icmp</c>, <c>icmpv6</c>, a number, or <c>-1</c> for all.</param>
/// <param name="Peer">Kind of the peer, as in <c>CidrIp</c>; one of the constants below.</param>
/// <param name="Value">The peer.</param>
internal sealed record SecurityRuleRecord(string Id, bool IsEgress, string Protocol, string Peer, string Value)
{
    public const string Cidr4 = "CidrIp";
    public const string Cidr6 = "CidrIpv6";
    public const string PrefixList = "PrefixListId";
    public const string Group = "GroupId";

    /// <summary>The protocol that stands for all.</summary>
    public const string AllProtocols = "-1";

    /// <summary>First port, or ICMP type; null where there are no ports.</summary>
    public int? FromPort { get; init; }

    /// <summary>Last port, or ICMP code; null where there are no ports.</summary>
    public int? ToPort { get; init; }

    public string Description { get; init => field = value ?? ""; } = "";

    /// <summary>Whether two rules are about the same traffic, whatever their ids and descriptions.</summary>
    public bool IsSame(SecurityRuleRecord other) =>
        this with { Id = "", Description = "" } == other with { Id = "", Description = "" };
}
