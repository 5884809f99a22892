using System.Text.Json.Nodes;
using static System.FormattableString;

namespace Scalewright.Providers.Local.Links;

/// <summary>Rates and cuts of a node's link: a queue at each end delays or drops outgoing packets.</summary>
internal sealed class LinkQueues(LinkCommands commands)
{
    public const string Program = "tc";

    // https://man7.org/linux/man-pages/man8/tc-tbf.8.html: the burst must be at least the rate divided by the kernel's
    // ticks per second, which are 100 or more.
    private const int TicksPerSecond = 100;
    private const int MinBurst = 32 * 1024;
    private const int LatencyMilliseconds = 50;
    private const string Rate = "tbf";
    private const string Cut = "blackhole";

    /// <summary>Configures both ends of a link and verifies them.</summary>
    /// <exception cref="LinkSetupException">A queue cannot be configured, or the result differs from the
    /// request.</exception>
    public async Task SetAsync(string id, LinkConditions shape)
    {
        await SetAsync(["-n", id], "eth0", shape.MaxBytesPerSecond, shape.BlockedDirections.HasFlag(BlockedDirections.FromNode));
        await SetAsync([], id, shape.MaxBytesPerSecond, shape.BlockedDirections.HasFlag(BlockedDirections.ToNode));
    }

    /// <summary>Returns the maximum time that a packet and its response can wait in the two queues of a link.</summary>
    public static TimeSpan LongestWait(LinkConditions shape) =>
        shape.MaxBytesPerSecond is { } rate
            ? 2 * (TimeSpan.FromSeconds((double)GetBurst(rate) / rate) + TimeSpan.FromMilliseconds(LatencyMilliseconds))
            : TimeSpan.Zero;

    private static long GetBurst(long rate) => Math.Max(MinBurst, rate / TicksPerSecond);

    private async Task SetAsync(ValueList<string> namespaceOption, string link, long? rate, bool isCut)
    {
        if (isCut)
        {
            await RunAsync(namespaceOption, "qdisc", "replace", "dev", link, "root", Cut);
        }
        else if (rate is { } bytes)
        {
            await RunAsync(
                namespaceOption,
                "qdisc",
                "replace",
                "dev",
                link,
                "root",
                Rate,
                "rate",
                Invariant($"{bytes}bps"),
                "burst",
                Invariant($"{GetBurst(bytes)}b"),
                "latency",
                Invariant($"{LatencyMilliseconds}ms")
            );
        }
        else if ((await FindAsync(namespaceOption, link)).Length > 0)
        {
            await RunAsync(namespaceOption, "qdisc", "del", "dev", link, "root");
        }

        string desired = isCut ? Cut : "";
        if (!isCut && rate is { } limit)
        {
            desired = Invariant($"{Rate} {limit}");
        }

        string found = await FindAsync(namespaceOption, link);
        if (found != desired)
        {
            throw new LinkSetupException(LocalProblems.Differs($"the queue of {link}", Named(desired), Named(found)));
        }
    }

    /// <summary>
    /// Returns the queue that this provider has configured, for example <c>tbf 1000000</c> or <c>blackhole</c>; empty
    /// if no such queue exists.
    /// </summary>
    private async Task<string> FindAsync(ValueList<string> namespaceOption, string link)
    {
        string output = await RunAsync(namespaceOption, "-j", "qdisc", "show", "dev", link);
        JsonNode? queue = JsonNode.Parse(output)?.AsArray().FirstOrDefault(entry => (string?)entry?["kind"] is Rate or Cut);
        if (queue is null)
        {
            return "";
        }

        return (string?)queue["kind"] == Cut ? Cut : Invariant($"{Rate} {queue["options"]?["rate"]}");
    }

    private Task<string> RunAsync(ValueList<string> namespaceOption, params string[] arguments) =>
        commands.RunAsync([Program, .. namespaceOption, .. arguments]);

    private static string Named(string queue) => queue.Length > 0 ? queue : "no queue of this provider";
}
