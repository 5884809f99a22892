using static System.FormattableString;

namespace Scalewright.Providers.Containers.Faults;

/// <summary>Arguments of <c>tc</c> for the queues at both ends of a link.</summary>
internal static class PacketQueues
{
    // https://man7.org/linux/man-pages/man8/tc-tbf.8.html: the burst must be at least the rate divided by the kernel's
    // ticks per second, which are 100 or more.
    private const int TicksPerSecond = 100;
    private const int MinBurst = 32 * 1024;

    /// <summary>Returns the queue of packets that a node sends; empty if it needs none.</summary>
    public static ValueList<string> DescribeSent(NodeFault fault) =>
        fault.MaxBytesPerSecond is { } rate
            ?
            [
                "tbf",
                "rate",
                Invariant($"{rate}bps"),
                "burst",
                Invariant($"{Math.Max(MinBurst, rate / TicksPerSecond)}b"),
                "latency",
                "50ms",
            ]
            : [];

    /// <summary>Returns the queue of packets that a node will receive; empty if it needs none.</summary>
    /// <remarks>https://man7.org/linux/man-pages/man8/tc-netem.8.html: a random delay lies evenly within the given
    /// time before and after the delay, and packets that are reordered are those that are not delayed.</remarks>
    public static ValueList<string> DescribeReceived(NodeFault fault)
    {
        if (!NeedsDelays(fault))
        {
            return [];
        }

        (TimeSpan delay, TimeSpan jitter) =
            fault.Reordering > 0 ? (fault.ReorderingDelay, fault.ReorderingJitter) : (fault.Delay, fault.Jitter);
        List<string> words = ["netem"];
        if (delay + jitter > TimeSpan.Zero)
        {
            words.AddRange(["delay", Microseconds(delay + (jitter / 2)), Microseconds(jitter / 2)]);
        }

        if (fault.Reordering > 0)
        {
            words.AddRange(["reorder", Percent(1 - fault.Reordering)]);
        }

        if (fault.Duplication > 0)
        {
            words.AddRange(["duplicate", Percent(fault.Duplication)]);
        }

        return words.ToValueList();
    }

    public static bool NeedsDelays(NodeFault fault) =>
        fault.Delay > TimeSpan.Zero || fault.Jitter > TimeSpan.Zero || fault.Duplication > 0 || fault.Reordering > 0;

    private static string Microseconds(TimeSpan time) => Invariant($"{(long)time.TotalMicroseconds}us");

    private static string Percent(double ratio) => Invariant($"{ratio * 100:0.0######}%");
}
