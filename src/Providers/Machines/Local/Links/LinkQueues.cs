using System.Text.Json.Nodes;

namespace Scalewright.Providers.Local.Links;

/// <summary>Rates and cuts of a node's link: one queue at each end, which delays or drops outgoing packets.</summary>
internal sealed class LinkQueues(LinkCommands commands)
{
    public const string Program = "tc";

    // https://man7.org/linux/man-pages/man8/tc-tbf.8.html: at least the rate divided by the ticks per second, of which
    // kernels have 100 or more.
    private const int TicksPerSecond = 100;
    private const int BurstMin = 32 * 1024;
    private const int LatencyMilliseconds = 50;
    private const string Rate = "tbf";
    private const string Cut = "blackhole";

    /// <summary>Configures both ends of a link for a shape and reads them back.</summary>
    /// <exception cref="LinkSetupException">It cannot be created, or the result differs from the request.</exception>
    public async Task SetAsync(string id, LinkConditions shape)
    {
        await SetAsync(
            ["-n", id], "eth0", shape.MaxBytesPerSecond, shape.BlockedDirections.HasFlag(BlockedDirections.FromNode));
        await SetAsync([], id, shape.MaxBytesPerSecond, shape.BlockedDirections.HasFlag(BlockedDirections.ToNode));
    }

    /// <summary>Maximum time that a packet and its response can wait in both queues of a link.</summary>
    public static TimeSpan LongestWait(LinkConditions shape) => shape.MaxBytesPerSecond is { } rate
        ? 2 * (TimeSpan.FromSeconds((double)BurstOf(rate) / rate) + TimeSpan.FromMilliseconds(LatencyMilliseconds))
        : TimeSpan.Zero;

    private static long BurstOf(long rate) => Math.Max(BurstMin, rate / TicksPerSecond);

    private async Task SetAsync(ValueList<string> place, string link, long? rate, bool isCut)
    {
        if (isCut)
        {
            await RunAsync(place, "qdisc", "replace", "dev", link, "root", Cut);
        }
        else if (rate is { } bytes)
        {
            await RunAsync(
                place, "qdisc", "replace", "dev", link, "root", Rate, "rate", Invariant($"{bytes}bps"), "burst",
                Invariant($"{BurstOf(bytes)}b"), "latency", Invariant($"{LatencyMilliseconds}ms"));
        }
        else if ((await FindAsync(place, link)).Length > 0)
        {
            await RunAsync(place, "qdisc", "del", "dev", link, "root");
        }

        string wanted = rate switch { _ when isCut => Cut, { } limit => Invariant($"{Rate} {limit}"), null => "" };
        string found = await FindAsync(place, link);
        if (found != wanted)
        {
            throw new LinkSetupException(LocalProblems.Differs($"the queue of {link}", Named(wanted), Named(found)));
        }
    }

    /// <summary>Finds our own queue, for example <c>tbf 1000000</c> or <c>blackhole</c>; empty if missing.</summary>
    private async Task<string> FindAsync(ValueList<string> place, string link)
    {
        string told = await RunAsync(place, "-j", "qdisc", "show", "dev", link);
        JsonNode? queue = JsonNode.Parse(told)?.AsArray().FirstOrDefault(item => (string?)item?["kind"] is Rate or Cut);
        return queue switch
        {
            null => "",
            _ when (string?)queue["kind"] == Cut => Cut,
            _ => Invariant($"{Rate} {queue["options"]?["rate"]}"),
        };
    }

    private Task<string> RunAsync(ValueList<string> place, params string[] words) =>
        commands.RunAsync([Program, .. place, .. words]);

    private static string Named(string queue) => queue.Length > 0 ? queue : "no queue of ours";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
