using static System.FormattableString;

namespace Scalewright.Providers.Containers.Faults;

/// <summary>
/// Rules of the packet filter in the network namespace of a node, for one address family. Two chains of their own drop
/// packets, so other rules are not changed. Packets of the loopback interface and ICMPv6 neighbor discovery always
/// pass. Packets that the node sends are limited by a queue, not by rules.
/// </summary>
internal sealed class PacketFilterRules
{
    public const string Inbound = "scalewright-in";
    public const string Outbound = "scalewright-out";

    // The packet filter requires a burst of at least the bytes of one second, and rounds them up by less than one
    // sixteenth at the highest rate. Packets merged by the kernel have up to 64 KiB; the burst holds two.
    private const long MinBurst = 128 * 1024;
    private const long Rounding = 16;

    private const string InboundJump = $"INPUT -j {Inbound}";
    private const string OutboundJump = $"OUTPUT -j {Outbound}";

    // RFC 4861: router and neighbor solicitations and advertisements.
    private static readonly int[] NeighborDiscovery = [133, 134, 135, 136];

    private readonly string[] _rules;

    private PacketFilterRules(string[] rules) => _rules = rules;

    /// <summary>True if there is nothing to drop.</summary>
    public bool IsEmpty => _rules.Length == 0;

    /// <summary>Returns the rules of a fault.</summary>
    /// <param name="fault">The fault. Delays, duplication and reordering are ignored.</param>
    /// <param name="addresses">Addresses of both families of each node that the fault names.</param>
    /// <param name="family">Family of the rules.</param>
    public static PacketFilterRules Create(
        NodeFault fault,
        IReadOnlyDictionary<string, ValueList<IPAddress>> addresses,
        AddressFamily family
    )
    {
        List<string> drops =
        [
            .. fault
                .BlockedInboundNodes.SelectMany(node => GetAddresses(addresses, node, family))
                .Distinct()
                .Select(source => $"-A {Inbound} -s {source} -j DROP"),
            .. fault.InboundLinks.SelectMany(
                (link, index) => GetAddresses(addresses, link.FromNode, family).SelectMany(source => DropOnLink(link, index, source))
            ),
        ];
        if (fault.IsInboundBlocked)
        {
            drops.Add($"-A {Inbound} -j DROP");
        }

        if (fault.IsOutboundBlocked)
        {
            drops.Add($"-A {Outbound} -j DROP");
        }

        if (fault.MaxBytesPerSecond is { } rate)
        {
            drops.Add($"-A {Inbound} {MatchAbove(rate, Inbound)} -j DROP");
        }

        if (fault.Loss > 0)
        {
            drops.Add($"-A {Inbound} {MatchRandom(fault.Loss)} -j DROP");
        }

        return drops.Count == 0 ? new PacketFilterRules([]) : new PacketFilterRules([.. GetExceptions(family), .. drops]);
    }

    /// <summary>
    /// Returns the input of <c>iptables-restore --noflush</c> that replaces the current rules of these chains
    /// atomically.
    /// </summary>
    /// <param name="current">Output of <c>iptables -S</c>.</param>
    /// <returns>Empty if there is nothing to change.</returns>
    public string Replace(string current)
    {
        HashSet<string> lines = [.. Split(current)];
        IEnumerable<string> jumps = new[] { InboundJump, OutboundJump }.Where(jump => lines.Contains($"-A {jump}"));
        IEnumerable<string> chains = new[] { Inbound, Outbound }.Where(chain => lines.Contains($"-N {chain}"));
        string[] removals =
        [
            .. jumps.Select(jump => $"-D {jump}"),
            .. chains.SelectMany(chain => (string[])[$"-F {chain}", $"-X {chain}"]),
        ];
        string[] additions = IsEmpty ? [] : [$"-N {Inbound}", $"-N {Outbound}", .. _rules, $"-I {InboundJump}", $"-I {OutboundJump}"];
        return removals.Length + additions.Length == 0 ? "" : string.Join('\n', ["*filter", .. removals, .. additions, "COMMIT", ""]);
    }

    /// <summary>
    /// Compares the rules of the kernel with these: chains, sources, matches and targets, in their order. Numbers are
    /// not compared, because the kernel rounds them.
    /// </summary>
    /// <param name="current">Output of <c>iptables -S</c>.</param>
    public bool IsApplied(string current)
    {
        string[] lines = Split(current);
        bool hasJumps =
            lines.Contains($"-A {InboundJump}", StringComparer.Ordinal) && lines.Contains($"-A {OutboundJump}", StringComparer.Ordinal);
        if (IsEmpty)
        {
            return !hasJumps && !lines.Any(IsOwn);
        }

        return hasJumps && SummarizeAll(lines.Where(IsOwn)).SequenceEqual(SummarizeAll(_rules), StringComparer.Ordinal);
    }

    private static IEnumerable<IPAddress> GetAddresses(
        IReadOnlyDictionary<string, ValueList<IPAddress>> addresses,
        string node,
        AddressFamily family
    ) => addresses[node].Where(address => address.AddressFamily == family);

    private static IEnumerable<string> GetExceptions(AddressFamily family)
    {
        yield return $"-A {Inbound} -i lo -j RETURN";
        yield return $"-A {Outbound} -o lo -j RETURN";
        foreach (int type in family == AddressFamily.InterNetworkV6 ? NeighborDiscovery : [])
        {
            foreach (string chain in (string[])[Inbound, Outbound])
            {
                yield return Invariant($"-A {chain} -p ipv6-icmp -m icmp6 --icmpv6-type {type} -j RETURN");
            }
        }
    }

    private static IEnumerable<string> DropOnLink(InboundLinkFault link, int index, IPAddress source)
    {
        if (link.MaxBytesPerSecond is { } rate)
        {
            yield return $"-A {Inbound} -s {source} {MatchAbove(rate, Invariant($"scalewright-{index}"))} -j DROP";
        }

        if (link.Loss > 0)
        {
            yield return $"-A {Inbound} -s {source} {MatchRandom(link.Loss)} -j DROP";
        }
    }

    private static string MatchAbove(long rate, string name) =>
        Invariant($"-m hashlimit --hashlimit-above {rate}b/s --hashlimit-burst {GetBurst(rate)}b --hashlimit-name {name}");

    private static string MatchRandom(double probability) =>
        "-m statistic --mode random --probability " + probability.ToString("0.0###########", CultureInfo.InvariantCulture);

    private static long GetBurst(long rate) => Math.Max(MinBurst, rate + (rate / Rounding));

    private static bool IsOwn(string line) =>
        line.StartsWith($"-A {Inbound} ", StringComparison.Ordinal) || line.StartsWith($"-A {Outbound} ", StringComparison.Ordinal);

    // The kernel lists one chain after the other.
    private static IEnumerable<string> SummarizeAll(IEnumerable<string> rules) =>
        rules.Select(Summarize).OrderBy(rule => rule.Split(' ')[0], StringComparer.Ordinal);

    // The kernel's list contains a prefix length with each source.
    private static string Summarize(string rule)
    {
        string[] words = rule.Split(' ');
        List<string> values = [];
        for (int index = 1; index < words.Length; index++)
        {
            if (words[index - 1] is "-A" or "-s" or "-m" or "-j" or "-i" or "-o" or "--icmpv6-type")
            {
                values.Add(words[index].Split('/')[0]);
            }
        }

        return string.Join(' ', values);
    }

    private static string[] Split(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
