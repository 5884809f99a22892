namespace Scalewright.Providers.Ssh.Hosts;

/// <summary>What is wrong with harm to a node, before anything is done.</summary>
internal static class HarmCheck
{
    // The packet filter counts bytes in 32 bits of 16 each.
    private const long RateMin = 1000;
    private const long RateMax = 4_000_000_000;

    /// <summary>Values that cannot be, and harm that needs agents.</summary>
    public static IEnumerable<Problem> Values(NodeHarm harm, bool hasAgents)
    {
        if ((harm.IsPaused || harm.IsDiskFull) && !hasAgents)
        {
            yield return new Problem(ProblemCode.OutOfRange, "machines without an agent have no programs and no folder of a node that could be told from others", "set SshProviderOptions.Agent");
        }

        if (harm.IsDown)
        {
            yield return Outside(nameof(NodeHarm.IsDown), "machines over SSH are not turned off on purpose", "kill the node's programs and cut it off, or use nodes of this machine");
        }

        if (harm.Delay != TimeSpan.Zero || harm.Jitter != TimeSpan.Zero || harm.Duplication != 0 || harm.Reordering != 0
            || harm.Ways.Any(static way => way.Delay != TimeSpan.Zero || way.Jitter != TimeSpan.Zero || way.Duplication != 0 || way.Reordering != 0))
        {
            yield return Outside(nameof(NodeHarm.Delay), "packets of machines over SSH are neither late, doubled nor out of order on purpose", "leave delay, jitter, duplication and reordering at 0, or use nodes of this machine");
        }

        foreach ((long? rate, double loss) in harm.Ways.Select(static way => (way.BytesPerSecond, way.Loss)).Prepend((harm.BytesPerSecond, harm.Loss)))
        {
            if (rate is < RateMin or > RateMax)
            {
                yield return Outside(nameof(NodeHarm.BytesPerSecond), string.Create(CultureInfo.InvariantCulture, $"{rate} bytes a second cannot be kept"), $"use {RateMin} to {RateMax}, or null for no limit");
            }

            if (loss is not (>= 0 and <= 1))
            {
                yield return Outside(nameof(NodeHarm.Loss), string.Create(CultureInfo.InvariantCulture, $"{loss} is no chance"), "use 0 to 1");
            }
        }

        if (harm.DeafTo.FirstOrDefault(IsNoName) is { } bad)
        {
            yield return Outside(nameof(NodeHarm.DeafTo), $"'{Printable.Escape(bad)}' is no name of a node", "use names of nodes");
        }

        if (harm.Ways.Select(static way => way.From).FirstOrDefault(IsNoName) is { } other)
        {
            yield return Outside(nameof(NodeHarm.Ways), $"'{Printable.Escape(other)}' is no name of a node", "use names of nodes");
        }

        if (harm.Ways.GroupBy(static way => way.From, StringComparer.Ordinal).FirstOrDefault(static ways => ways.Count() > 1) is { } twice)
        {
            yield return Outside(nameof(NodeHarm.Ways), $"the way from '{Printable.Escape(twice.Key)}' is told twice", "tell each once");
        }
    }

    private static bool IsNoName(string name) => name.Length == 0 || name.Any(char.IsWhiteSpace);

    /// <summary>What a machine lacks for it.</summary>
    /// <param name="harm">What shall be done.</param>
    /// <param name="abilities">What the machine has; null: that is not known.</param>
    public static string Lacks(NodeHarm harm, ValueList<string>? abilities)
    {
        string[] needed = harm.IsDeaf || harm.IsMute || harm.DeafTo.Count > 0 || harm.Ways.Count > 0 || harm.BytesPerSecond is not null || harm.Loss > 0 ? ["root", "iptables", "setsid"] : ["setsid"];
        return abilities is null ? "" : string.Join(", ", needed.Except(abilities, StringComparer.Ordinal));
    }

    private static Problem Outside(string field, string found, string advice) => new(ProblemCode.OutOfRange, found, advice) { Field = field };
}
