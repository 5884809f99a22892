namespace Scalewright.Providers.Ssh.Hosts;

/// <summary>What is done to a node, as a line of words: <c>paused</c>, <c>deaf</c>, <c>mute</c>, <c>full</c>, <c>rate=</c> with <c>burst=</c>, <c>loss=</c>, and for each node
/// that it does not hear <c>to=</c> with its name and <c>from=</c> with each of its addresses; for each that it hears badly <c>way=</c> with loss, rate and name, and
/// <c>near=</c> with loss, rate, burst, a number of the way and each of its addresses.</summary>
internal static class HarmWords
{
    // The filter wants as much as a second's bytes, which it rounds up by less than a sixteenth at the highest rate; and packets of the kernel's own joining have up to 64 KiB.
    private const long BurstMin = 128 * 1024;
    private const long Rounding = 16;

    /// <param name="harm">What shall be.</param>
    /// <param name="addresses">The addresses of each node that it does not hear, or hears badly.</param>
    public static string Write(NodeHarm harm, IReadOnlyDictionary<string, string[]> addresses)
    {
        IEnumerable<string> rate = harm.BytesPerSecond is { } bytes ? [Invariant($"rate={bytes}"), Invariant($"burst={BurstOf(bytes)}")] : [];
        return string.Join(
            ' ',
            [
                .. Flag(harm.IsPaused, "paused"), .. Flag(harm.IsDeaf, "deaf"), .. Flag(harm.IsMute, "mute"), .. Flag(harm.IsDiskFull, "full"), .. rate,
                .. harm.Loss > 0 ? [$"loss={LossOf(harm.Loss)}"] : Array.Empty<string>(),
                .. harm.DeafTo.Select(static name => $"to={name}"), .. harm.DeafTo.SelectMany(name => addresses[name]).Select(static address => $"from={address}"),
                .. harm.Ways.SelectMany((way, index) => WordsOf(way, index, addresses[way.From])),
            ]);
    }

    public static NodeHarm Read(string line)
    {
        string[] words = line.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return new NodeHarm
        {
            IsPaused = words.Contains("paused", StringComparer.Ordinal),
            IsDeaf = words.Contains("deaf", StringComparer.Ordinal),
            IsMute = words.Contains("mute", StringComparer.Ordinal),
            IsDiskFull = words.Contains("full", StringComparer.Ordinal),
            BytesPerSecond = Values(words, "rate=").Select(static text => (long?)long.Parse(text, CultureInfo.InvariantCulture)).FirstOrDefault(),
            Loss = Values(words, "loss=").Select(static text => double.Parse(text, CultureInfo.InvariantCulture)).FirstOrDefault(),
            DeafTo = Values(words, "to=").ToValueList(),
            Ways = [.. Values(words, "way=").Select(ReadWay)],
        };
    }

    private static IEnumerable<string> WordsOf(NodeWay way, int index, string[] addresses)
    {
        string loss = way.Loss > 0 ? LossOf(way.Loss) : "";
        string rate = way.BytesPerSecond is { } bytes ? Invariant($"{bytes}") : "";
        string burst = way.BytesPerSecond is { } some ? Invariant($"{BurstOf(some)}") : "";
        return addresses.Select(address => Invariant($"near={loss},{rate},{burst},{index},{address}")).Prepend($"way={loss},{rate},{way.From}");
    }

    private static NodeWay ReadWay(string text)
    {
        string[] parts = text.Split(',', 3);
        return new NodeWay(parts[2])
        {
            Loss = parts[0].Length > 0 ? double.Parse(parts[0], CultureInfo.InvariantCulture) : 0,
            BytesPerSecond = parts[1].Length > 0 ? long.Parse(parts[1], CultureInfo.InvariantCulture) : null,
        };
    }

    private static long BurstOf(long bytes) => Math.Max(BurstMin, bytes + (bytes / Rounding));

    private static string LossOf(double loss) => loss.ToString("0.0###########", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Flag(bool isSet, string word) => isSet ? [word] : [];

    private static IEnumerable<string> Values(string[] words, string key) =>
        words.Where(word => word.StartsWith(key, StringComparison.Ordinal)).Select(word => word[key.Length..]);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
