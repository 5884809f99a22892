using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Scalewright.Providers.AutoScaling.Model;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions.SecurityGroups;

/// <summary>Rules of security groups: read from requests, written into replies.</summary>
internal static class SecurityRules
{
    private const int MaxPort = 65_535;
    private const int DescriptionLengthMax = 255;

    /// <summary>The rule that new groups have: all traffic may leave.</summary>
    public static SecurityRuleRecord AllowAll(string id) =>
        new(id, IsEgress: true, SecurityRuleRecord.AllProtocols, SecurityRuleRecord.Cidr4, "0.0.0.0/0");

    /// <summary>Reads the rules of a request: <c>IpPermissions.N</c>, or the members of one rule.</summary>
    /// <exception cref="QueryFaultException">None came, or one cannot be.</exception>
    public static IReadOnlyList<SecurityRuleRecord> Read(ActionContext context, bool isEgress)
    {
        QueryReader read = context.Read;
        List<SecurityRuleRecord> rules = [];
        foreach (string prefix in read.Structures("IpPermissions"))
        {
            SecurityRuleRecord frame = ReadFrame(read, prefix, isEgress);
            rules.AddRange(ReadPeers(context, prefix, frame));
        }

        if (read.Has("IpProtocol") || read.Has("CidrIp"))
        {
            rules.Add(ReadFrame(read, "", isEgress) with { Peer = SecurityRuleRecord.Cidr4,
                Value = Cidr(read.Required("CidrIp"), AddressFamily.InterNetwork) });
        }

        read.Finish();
        return rules.Count > 0 ? rules : throw new QueryFaultException(WireFault.MissingParameter("ipPermissions"));
    }

    /// <summary>Writes rules as permissions: those of one protocol and range of ports together.</summary>
    public static void WritePermissions(
        XmlText xml, ActionContext context, string list, IEnumerable<SecurityRuleRecord> rules) =>
        xml.List(list, "item", rules.GroupBy(rule => (rule.Protocol, rule.FromPort, rule.ToPort)), (_, group) =>
        {
            xml.Leaf("ipProtocol", group.Key.Protocol);
            _ = group.Key.FromPort is { } from ? xml.Leaf("fromPort", from) : xml;
            _ = group.Key.ToPort is { } to ? xml.Leaf("toPort", to) : xml;
            WritePeers(xml, group, "groups", SecurityRuleRecord.Group, "groupId", context.Options.AccountId);
            WritePeers(xml, group, "ipRanges", SecurityRuleRecord.Cidr4, "cidrIp", "");
            WritePeers(xml, group, "ipv6Ranges", SecurityRuleRecord.Cidr6, "cidrIpv6", "");
            WritePeers(xml, group, "prefixListIds", SecurityRuleRecord.PrefixList, "prefixListId", "");
        });

    /// <summary>Writes a rule by itself.</summary>
    public static void Write(XmlText xml, ActionContext context, SecurityGroupRecord group, SecurityRuleRecord rule)
    {
        xml.Leaf("securityGroupRuleId", rule.Id).Leaf("groupId", group.Id)
            .Leaf("groupOwnerId", context.Options.AccountId)
            .Leaf("isEgress", rule.IsEgress).Leaf("ipProtocol", rule.Protocol).Leaf("fromPort", rule.FromPort ?? -1)
            .Leaf("toPort", rule.ToPort ?? -1);
        _ = rule.Peer switch
        {
            SecurityRuleRecord.Cidr4 => xml.Leaf("cidrIpv4", rule.Value),
            SecurityRuleRecord.Cidr6 => xml.Leaf("cidrIpv6", rule.Value),
            SecurityRuleRecord.PrefixList => xml.Leaf("prefixListId", rule.Value),
            _ => xml.Open("referencedGroupInfo").Leaf("groupId", rule.Value).Leaf("userId", context.Options.AccountId)
                .Close("referencedGroupInfo"),
        };
        xml.Maybe("description", rule.Description).Empty("tagSet");
    }

    private static SecurityRuleRecord ReadFrame(QueryReader read, string prefix, bool isEgress)
    {
        string protocol = ProtocolOf(read.Required(prefix + "IpProtocol").ToLowerInvariant());
        (int? from, int? to) = (read.Number(prefix + "FromPort", -1, MaxPort),
            read.Number(prefix + "ToPort", -1, MaxPort));
        SecurityRuleRecord frame = new("", isEgress, protocol, "", "");
        if (protocol is not ("tcp" or "udp"))
        {
            return protocol is "icmp" or "icmpv6" ? frame with { FromPort = from ?? -1, ToPort = to ?? -1 } : frame;
        }

        if (from is null or -1 || to is null or -1 || from > to)
        {
            string ports = string.Create(CultureInfo.InvariantCulture, $"({from}-{to}); use ports from 0 to {MaxPort}");
            read.Refuse($"Invalid {protocol.ToUpperInvariant()} port range {ports}, the first not above the last");
        }

        return frame with { FromPort = from, ToPort = to };
    }

    private static List<SecurityRuleRecord> ReadPeers(ActionContext context, string prefix, SecurityRuleRecord frame)
    {
        QueryReader read = context.Read;
        List<SecurityRuleRecord> rules = [];
        Add("IpRanges", "CidrIp", SecurityRuleRecord.Cidr4, value => Cidr(value, AddressFamily.InterNetwork));
        Add("Ipv6Ranges", "CidrIpv6", SecurityRuleRecord.Cidr6, value => Cidr(value, AddressFamily.InterNetworkV6));
        Add("PrefixListIds", "PrefixListId", SecurityRuleRecord.PrefixList, static value => value);
        foreach (string one in read.Structures(prefix + "Groups"))
        {
            (string? id, string? name) = (read.Text(one + "GroupId"), read.Text(one + "GroupName"));
            SecurityGroupRecord? peer = id is null
                ? SecurityGroupLookup.ByName(context.State, name ?? "")
                : SecurityGroupLookup.ById(context.State, id);
            rules.Add(frame with
            {
                Peer = SecurityRuleRecord.Group,
                Value = peer?.Id ?? throw new QueryFaultException(SecurityGroupLookup.NotFound(id ?? name ?? "")),
                Description = read.Text(one + "Description", DescriptionLengthMax) ?? "",
            });
        }

        return rules.Count > 0
            ? rules
            : throw new QueryFaultException(
                WireFault.MissingParameter("a range, a prefix list or a group in ipPermissions"));

        void Add(string list, string member, string kind, Func<string, string> check) =>
            rules.AddRange(read.Structures($"{prefix}{list}")
            .Select(one => frame with { Peer = kind, Value = check(read.Required(one + member)),
                Description = read.Text(one + "Description", DescriptionLengthMax) ?? "" }));
    }

    // IANA's numbers of the protocols that EC2 shows by name.
    private static string ProtocolOf(string word) => word switch
    {
        "all" or "-1" => SecurityRuleRecord.AllProtocols,
        "1" => "icmp",
        "6" => "tcp",
        "17" => "udp",
        "58" => "icmpv6",
        "icmp" or "tcp" or "udp" or "icmpv6" => word,
        _ => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= 255
            ? word
            : throw new QueryFaultException(WireFault.InvalidParameterValue(
                $"Invalid value '{Printable.Escape(word)}' for IP protocol. Unknown protocol.")),
    };

    /// <summary>A range of addresses without the bits of a host.</summary>
    private static string Cidr(string text, AddressFamily family)
    {
        string[] halves = text.Split('/');
        int bits = family == AddressFamily.InterNetwork ? 32 : 128;
        if (halves.Length != 2
            || !IPAddress.TryParse(halves[0], out IPAddress? address)
            || address.AddressFamily != family
            || !int.TryParse(halves[1], NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            || length > bits)
        {
            throw new QueryFaultException(
                WireFault.InvalidParameterValue($"CIDR block {Printable.Escape(text)} is malformed"));
        }

        byte[] bytes = address.GetAddressBytes();
        for (int index = 0; index < bytes.Length; index++)
        {
            int kept = Math.Clamp(length - (index * 8), 0, 8);
            bytes[index] &= (byte)(0xFF << (8 - kept));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(bytes)}/{length}");
    }

    private static void WritePeers(
        XmlText xml, IEnumerable<SecurityRuleRecord> rules, string list, string kind, string leaf, string owner) =>
        xml.List(list, "item", rules.Where(rule => rule.Peer == kind), (_, rule) => xml.Maybe("userId", owner)
            .Leaf(leaf, rule.Value).Maybe("description", rule.Description));
}
