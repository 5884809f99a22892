namespace Scalewright.Providers.Local.Links;

/// <summary>
/// Packet losses of a node's link: an iptables chain in its namespace that drops packets at random, and all packets
/// from blocked nodes. Other rules in the namespace are not changed.
/// </summary>
internal sealed class LinkLosses(LinkCommands commands)
{
    public const string Program = "iptables";

    private const string Chain = "scalewright";
    private const string Jump = $"-A INPUT -j {Chain}";

    // The kernel stores a probability in 31 bits.
    private const double Precision = 1e-9;

    /// <summary>
    /// Sets the loss probability of packets to a node and the addresses whose packets are all dropped, and verifies the
    /// rules.
    /// </summary>
    /// <exception cref="LinkSetupException">The rules cannot be changed, or the result differs from the
    /// request.</exception>
    public async Task SetAsync(string id, double loss, string[] blocked)
    {
        // Without iptables, there can be no rules.
        if (loss == 0 && blocked.Length == 0 && !LinkConditionsCheck.Has(Program))
        {
            return;
        }

        // A batch changes the kernel's table atomically: the chain and the jump to it exist together or not at all.
        bool exists = (await ListRulesAsync(id)).Contains(Jump, StringComparer.Ordinal);
        if (exists || loss > 0 || blocked.Length > 0)
        {
            await RestoreAsync(id, exists, loss, blocked);
        }

        string[] rules = await ListRulesAsync(id);
        double found = ParseProbability(rules);
        if (Math.Abs(found - loss) > Precision)
        {
            throw new LinkSetupException(LocalProblems.Differs("the probability of a loss", Text(loss), Text(found)));
        }

        string[] silenced = [.. rules.Select(ParseSource).OfType<string>()];
        if (!silenced.Order(StringComparer.Ordinal).SequenceEqual(blocked.Order(StringComparer.Ordinal), StringComparer.Ordinal))
        {
            throw new LinkSetupException(
                LocalProblems.Differs("the list of nodes that are blocked", string.Join(", ", blocked), string.Join(", ", silenced))
            );
        }
    }

    private Task<string> RestoreAsync(string id, bool exists, double loss, string[] blocked)
    {
        string[] removals = exists ? [$"-D INPUT -j {Chain}", $"-F {Chain}", $"-X {Chain}"] : [];
        string[] additions =
        [
            .. blocked.Select(static address => $"-A {Chain} -s {address}/32 -i eth0 -j DROP"),
            .. loss > 0 ? [$"-A {Chain} -i eth0 -m statistic --mode random --probability {Text(loss)} -j DROP"] : Array.Empty<string>(),
        ];
        string[] lines =
        [
            "*filter",
            .. removals,
            .. additions.Length > 0 ? [$"-N {Chain}", .. additions, $"-I INPUT -j {Chain}"] : Array.Empty<string>(),
            "COMMIT",
            "",
        ];
        return commands.RunAsync(Inside(id, $"{Program}-restore", "-w", "--noflush"), string.Join('\n', lines));
    }

    private async Task<string[]> ListRulesAsync(string id) =>
        [.. (await commands.RunAsync(Inside(id, Program, "-w", "-S"))).Split('\n').Select(line => line.Trim())];

    private static string? ParseSource(string rule)
    {
        const string Option = "-s ";
        int start = rule.StartsWith($"-A {Chain} ", StringComparison.Ordinal) ? rule.IndexOf(Option, StringComparison.Ordinal) : -1;
        return start < 0 ? null : rule[(start + Option.Length)..].Split(' ')[0].Split('/')[0];
    }

    private static double ParseProbability(string[] rules)
    {
        const string Option = "--probability ";
        string rule = rules.FirstOrDefault(line =>
            line.StartsWith($"-A {Chain} ", StringComparison.Ordinal) && line.Contains(Option, StringComparison.Ordinal)
        ) ?? "";
        return rules.Contains(Jump, StringComparer.Ordinal) && rule.Length > 0
            ? double.Parse(
                rule[(rule.IndexOf(Option, StringComparison.Ordinal) + Option.Length)..].Split(' ')[0],
                CultureInfo.InvariantCulture
            )
            : 0;
    }

    private static ValueList<string> Inside(string id, params string[] arguments) =>
        ["nsenter", $"--net={NetworkNamespaces.GetPath(id)}", "--", .. arguments];

    private static string Text(double ratio) => ratio.ToString("0.0###########", CultureInfo.InvariantCulture);
}
