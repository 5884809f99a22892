namespace Scalewright.Experiments.Links;

/// <summary>
/// Converts link rules to <c>tc</c> commands for the sending hosts. Each rule has an HTB class with netem, selected by
/// the address of the receiver. Requires a kernel with <c>sch_netem</c> and <c>sch_htb</c>.
/// </summary>
public static class TrafficControl
{
    // HTB requires a rate for each class; this rate is higher than that of any real link.
    private const string Unlimited = "100gbit";
    private const string RootHandle = "1:";
    private const int MaxRules = 1000;

    // netem(8): packets beyond the limit are lost. The limit is one second of packets of 1500 bytes, but at least the
    // default of 1000.
    private const int PacketBytes = 1500;
    private const int MinPackets = 1000;

    /// <summary>Returns commands, in order, that replace all earlier rules; empty if no rule affects the
    /// host.</summary>
    /// <param name="rules">All rules of the network. If two affect the same pair, the first applies.</param>
    /// <param name="host">The host.</param>
    /// <param name="device">Network device of the host, for example <c>eth0</c>.</param>
    /// <param name="address">Returns the IPv4 or IPv6 address of a host by name.</param>
    /// <returns>The commands, each as a list of arguments without a shell.</returns>
    /// <exception cref="ExperimentException">A rule is not valid, or a host has no address.</exception>
    public static ValueList<ValueList<string>> GetCommands(
        ValueList<LinkImpairment> rules, string host, string device, Func<string, string?> address)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(address);
        foreach (LinkImpairment rule in rules)
        {
            rule.Require("tc");
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        List<(LinkImpairment Rule, string[] Targets)> own = [.. rules.Select(rule =>
            (rule, GetTargets(rule, host).Where(seen.Add).ToArray())).Where(entry => entry.Item2.Length > 0)];
        if (own.Count > MaxRules)
        {
            throw new ExperimentException([new Problem(ProblemCode.SizeLimit,
                $"{own.Count} rules are about {TextEscaping.Escape(host)}", $"use {MaxRules} or less for one host")]);
        }

        return own.Count == 0 ? [] : [Clear(device), .. Root(device),
            .. own.SelectMany((entry, index) => Shape(entry.Rule, entry.Targets, index, device, address))];
    }

    /// <summary>Returns the command that reverts all commands. It fails if nothing was applied.</summary>
    /// <param name="device">Network device of the host.</param>
    public static ValueList<string> GetRevertCommand(string device) => ["tc", "qdisc", "delete", "dev", device, "root"];

    // Replacing with the default succeeds regardless of the current state.
    private static ValueList<string> Clear(string device) => ["tc", "qdisc", "replace", "dev", device, "root", "pfifo"];

    private static ValueList<string>[] Root(string device) =>
    [
        ["tc", "qdisc", "replace", "dev", device, "root", "handle", RootHandle, "htb", "default", "1"],
        ["tc", "class", "add", "dev", device, "parent", RootHandle, "classid", "1:1", "htb", "rate", Unlimited],
    ];

    private static ValueList<string> GetTargets(LinkImpairment rule, string host) => rule switch
    {
        _ when rule.From.Contains(host, StringComparer.Ordinal) => rule.To,
        { IsSymmetric: true } when rule.To.Contains(host, StringComparer.Ordinal) => rule.From,
        _ => [],
    };

    private static IEnumerable<ValueList<string>> Shape(
        LinkImpairment rule, string[] targets, int index, string device, Func<string, string?> address)
    {
        // 1:1 is the class for all other traffic. Minor numbers are hexadecimal in tc.
        string minor = (index + 2).ToString("x", CultureInfo.InvariantCulture), handle =
            (index + 0x10).ToString("x", CultureInfo.InvariantCulture) + ":";
        yield return ["tc", "class", "add", "dev", device, "parent", RootHandle, "classid", "1:" + minor, "htb", "rate",
            rule.MaxBytesPerSecond is { } rate ? Bits(rate) : Unlimited];
        yield return ["tc", "qdisc", "add", "dev", device, "parent", "1:" + minor, "handle", handle, "netem",
            .. Netem(rule)];
        foreach (string target in targets)
        {
            IPAddress found = IPAddress.TryParse(address(target), out IPAddress? known) ? known
                : throw new ExperimentException([new Problem(ProblemCode.NoAddress,
                    $"no address of {TextEscaping.Escape(target)} is known", "name hosts of the inventory")]);
            (string protocol, string priority, string match, int bits) =
                found.AddressFamily == AddressFamily.InterNetworkV6 ? ("ipv6", "2", "ip6", 128) : ("ip", "1", "ip", 32);
            yield return
            [
                "tc", "filter", "add", "dev", device, "parent", RootHandle, "protocol", protocol, "prio", priority,
                "u32", "match", match, "dst", $"{found}/{bits}", "flowid", "1:" + minor,
            ];
        }
    }

    private static List<string> Netem(LinkImpairment rule)
    {
        double seconds = (rule.Delay + rule.Jitter).TotalSeconds;
        double packets = Math.Max(
            MinPackets, Math.Ceiling((rule.MaxBytesPerSecond ?? 125_000_000) * Math.Max(1, seconds) / PacketBytes));
        List<string> arguments = ["limit", packets.ToString("0", CultureInfo.InvariantCulture)];
        if (rule.Delay > TimeSpan.Zero)
        {
            arguments.AddRange(["delay", Time(rule.Delay)]);
            if (rule.Jitter > TimeSpan.Zero)
            {
                arguments.AddRange([Time(rule.Jitter), .. Correlation(rule)]);
            }
        }

        if (rule.Loss > 0)
        {
            arguments.AddRange(["loss", "random", Percent(rule.Loss), .. Correlation(rule)]);
        }

        if (rule.Duplication > 0)
        {
            arguments.AddRange(["duplicate", Percent(rule.Duplication)]);
        }

        if (rule.Reordering > 0)
        {
            arguments.AddRange(["reorder", Percent(rule.Reordering)]);
        }

        return arguments;
    }

    private static string[] Correlation(LinkImpairment rule) => rule.Correlation > 0 ? [Percent(rule.Correlation)] : [];

    private static string Bits(long bytes) => (bytes * 8).ToString(CultureInfo.InvariantCulture) + "bit";

    private static string Time(TimeSpan time) =>
        time.TotalMicroseconds.ToString("0", CultureInfo.InvariantCulture) + "us";

    private static string Percent(double probability) =>
        (probability * 100).ToString("0.######", CultureInfo.InvariantCulture) + "%";
}
