using System.Globalization;

namespace Scalewright.Providers.Ssh.Hosts;

/// <summary>What is done to a node, as a line of words: <c>paused</c>, <c>deaf</c>, <c>mute</c>, <c>full</c>, <c>rate=</c> with <c>burst=</c>, <c>loss=</c>, and for each node
/// that it does not hear <c>to=</c> with its name and <c>from=</c> with each of its addresses.</summary>
internal static class HarmWords
{
    // The filter wants as much as a second's bytes, which it rounds up by less than a hundredth; and packets of the kernel's own joining have up to 64 KiB.
    private const long BurstMin = 128 * 1024;
    private const long Rounding = 100;

    /// <param name="harm">What shall be.</param>
    /// <param name="addresses">The addresses that it does not hear.</param>
    public static string Write(NodeHarm harm, IEnumerable<string> addresses)
    {
        IEnumerable<string> rate = harm.BytesPerSecond is { } bytes
            ? [Invariant($"rate={bytes}"), Invariant($"burst={Math.Max(BurstMin, bytes + (bytes / Rounding))}")]
            : [];
        return string.Join(
            ' ',
            [
                .. Flag(harm.IsPaused, "paused"), .. Flag(harm.IsDeaf, "deaf"), .. Flag(harm.IsMute, "mute"), .. Flag(harm.IsDiskFull, "full"), .. rate,
                .. harm.Loss > 0 ? [$"loss={harm.Loss.ToString("0.0###########", CultureInfo.InvariantCulture)}"] : Array.Empty<string>(),
                .. harm.DeafTo.Select(static name => $"to={name}"), .. addresses.Select(static address => $"from={address}"),
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
        };
    }

    private static IEnumerable<string> Flag(bool isSet, string word) => isSet ? [word] : [];

    private static IEnumerable<string> Values(string[] words, string key) =>
        words.Where(word => word.StartsWith(key, StringComparison.Ordinal)).Select(word => word[key.Length..]);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
