using System.Text.Json.Nodes;

namespace Scalewright.Providers.Local.Links;

/// <summary>Rates and cuts of a node's link: one queue at each end, which holds back or swallows what is sent from there.</summary>
internal sealed class LinkQueues(LinkCommands commands)
{
    /// <summary>What changes queues.</summary>
    public const string Program = "tc";

    // https://man7.org/linux/man-pages/man8/tc-tbf.8.html: at least the rate divided by the ticks of a second, of which kernels have 100 or more.
    private const int TicksPerSecond = 100;
    private const int BurstMin = 32 * 1024;
    private const int LatencyMilliseconds = 50;
    private const string Rate = "tbf";
    private const string Cut = "blackhole";

    /// <summary>Gives both ends of a link what a shape wants, and reads it back.</summary>
    /// <exception cref="LinkException">It cannot be made, or is not as it shall be.</exception>
    public async Task SetAsync(string id, LinkShape shape)
    {
        await SetAsync(["-n", id], "eth0", shape.BytesPerSecond, shape.Cut.HasFlag(LinkCut.FromNode));
        await SetAsync([], id, shape.BytesPerSecond, shape.Cut.HasFlag(LinkCut.ToNode));
    }

    /// <summary>How long a packet and its answer can wait in both queues of a link.</summary>
    public static TimeSpan LongestWait(LinkShape shape) => shape.BytesPerSecond is { } rate
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
                place, "qdisc", "replace", "dev", link, "root", Rate, "rate", Invariant($"{bytes}bps"), "burst", Invariant($"{BurstOf(bytes)}b"), "latency", Invariant($"{LatencyMilliseconds}ms"));
        }
        else if ((await FindAsync(place, link)).Length > 0)
        {
            await RunAsync(place, "qdisc", "del", "dev", link, "root");
        }

        string wanted = isCut ? Cut : rate is { } limit ? Invariant($"{Rate} {limit}") : "";
        string found = await FindAsync(place, link);
        if (found != wanted)
        {
            throw new LinkException(LocalProblems.Differs($"the queue of {link}", Named(wanted), Named(found)));
        }
    }

    /// <summary>The queue of ours, as in <c>tbf 1000000</c> or <c>blackhole</c>; empty for none.</summary>
    private async Task<string> FindAsync(ValueList<string> place, string link)
    {
        string told = await RunAsync(place, "-j", "qdisc", "show", "dev", link);
        JsonNode? queue = JsonNode.Parse(told)?.AsArray().FirstOrDefault(item => (string?)item?["kind"] is Rate or Cut);
        return queue is null ? "" : (string?)queue["kind"] == Cut ? Cut : Invariant($"{Rate} {queue["options"]?["rate"]}");
    }

    private Task<string> RunAsync(ValueList<string> place, params string[] words) => commands.RunAsync([Program, .. place, .. words]);

    private static string Named(string queue) => queue.Length > 0 ? queue : "no queue of ours";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
