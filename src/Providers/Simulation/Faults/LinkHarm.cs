using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>What a link of a simulation comes to at each of its two real nodes: packets that come to a node wait, get lost, double or fall back there, so that each way has it once.</summary>
internal static class LinkHarm
{
    /// <summary>Why a link cannot be had on real nodes.</summary>
    public const string Refusal = "times of links on real nodes are fixed, or even between two bounds, and of latency and jitter only one is drawn";

    /// <summary>The harm; none for a link as usual, whose latency real ones have by themselves. Null when it cannot be had.</summary>
    public static NodeHarm? Read(LinkModel link)
    {
        if (BoundsOf(link.Latency == LinkModel.Default.Latency ? DurationModel.Zero : link.Latency) is not { } latency
            || BoundsOf(link.Jitter) is not { } jitter
            || BoundsOf(link.ReorderingDelay) is not { } held
            || (latency.Width > TimeSpan.Zero && jitter.Width > TimeSpan.Zero))
        {
            return null;
        }

        NodeHarm harm = new()
        {
            BytesPerSecond = link.BytesPerSecond,
            Loss = link.Loss,
            Delay = latency.Shortest + jitter.Shortest,
            Jitter = latency.Width + jitter.Width,
            Duplication = link.Duplication,
            Reordering = link.Reordering,
        };
        return link.Reordering > 0 ? harm with { ReorderingDelay = held.Shortest, ReorderingJitter = held.Width } : harm;
    }

    /// <summary>The same for packets of one other node alone.</summary>
    public static NodeHarm OneWay(NodeHarm harm, string from) => new()
    {
        Ways =
        [
            new NodeWay(from)
            {
                Delay = harm.Delay,
                Jitter = harm.Jitter,
                Loss = harm.Loss,
                BytesPerSecond = harm.BytesPerSecond,
                Duplication = harm.Duplication,
                Reordering = harm.Reordering,
                ReorderingDelay = harm.ReorderingDelay,
                ReorderingJitter = harm.ReorderingJitter,
            },
        ],
    };

    /// <summary>What a way has, as that of all packets.</summary>
    public static NodeHarm Whole(NodeWay way) => new()
    {
        Delay = way.Delay,
        Jitter = way.Jitter,
        Loss = way.Loss,
        BytesPerSecond = way.BytesPerSecond,
        Duplication = way.Duplication,
        Reordering = way.Reordering,
        ReorderingDelay = way.ReorderingDelay,
        ReorderingJitter = way.ReorderingJitter,
    };

    private static (TimeSpan Shortest, TimeSpan Width)? BoundsOf(DurationModel model) => model switch
    {
        FixedDuration known => (known.Duration, TimeSpan.Zero),
        UniformDuration even => (even.Shortest, even.Longest - even.Shortest),
        _ => null,
    };
}
