using System.Globalization;

namespace Scalewright.Providers.Local.Links;

/// <summary>Losses of a node's link: a chain of rules in its namespace that drops packets by chance. Rules of the node's own programs stay.</summary>
internal sealed class LinkLosses(LinkCommands commands)
{
    /// <summary>What changes rules.</summary>
    public const string Program = "iptables";

    private const string Chain = "scalewright";
    private const string Jump = $"-A INPUT -j {Chain}";

    // The kernel keeps a chance in 31 bits.
    private const double Precision = 1e-9;

    /// <summary>Lets packets to a node get lost by a chance, 0 for none, and reads it back.</summary>
    /// <exception cref="LinkException">It cannot be made, or is not as it shall be.</exception>
    public async Task SetAsync(string id, double loss)
    {
        // Without the program no rule of ours can be there.
        if (loss == 0 && !ShapeCheck.Has(Program))
        {
            return;
        }

        // Each batch is one change of the kernel's table: the chain and the jump to it are there together or not at all.
        bool isThere = (await RulesAsync(id)).Contains(Jump, StringComparer.Ordinal);
        if (isThere || loss > 0)
        {
            await RestoreAsync(id, isThere, loss);
        }

        double found = ChanceOf(await RulesAsync(id));
        if (Math.Abs(found - loss) > Precision)
        {
            throw new LinkException(LocalProblems.Differs("the chance of a loss", Text(loss), Text(found)));
        }
    }

    private Task<string> RestoreAsync(string id, bool isThere, double loss)
    {
        string[] gone = isThere ? [$"-D INPUT -j {Chain}", $"-F {Chain}", $"-X {Chain}"] : [];
        string[] made = loss > 0 ? [$"-N {Chain}", $"-A {Chain} -i eth0 -m statistic --mode random --probability {Text(loss)} -j DROP", $"-I INPUT -j {Chain}"] : [];
        string[] lines = ["*filter", .. gone, .. made, "COMMIT", ""];
        return commands.RunAsync(Inside(id, $"{Program}-restore", "-w", "--noflush"), string.Join('\n', lines));
    }

    private async Task<string[]> RulesAsync(string id) =>
        [.. (await commands.RunAsync(Inside(id, Program, "-w", "-S"))).Split('\n').Select(line => line.Trim())];

    private static double ChanceOf(string[] rules)
    {
        const string Option = "--probability ";
        string rule = rules.FirstOrDefault(line => line.StartsWith($"-A {Chain} ", StringComparison.Ordinal) && line.Contains(Option, StringComparison.Ordinal)) ?? "";
        return rules.Contains(Jump, StringComparer.Ordinal) && rule.Length > 0
            ? double.Parse(rule[(rule.IndexOf(Option, StringComparison.Ordinal) + Option.Length)..].Split(' ')[0], CultureInfo.InvariantCulture)
            : 0;
    }

    private static ValueList<string> Inside(string id, params string[] words) => ["nsenter", $"--net={NetworkNamespaces.PathOf(id)}", "--", .. words];

    private static string Text(double chance) => chance.ToString("0.0###########", CultureInfo.InvariantCulture);
}
