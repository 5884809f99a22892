using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>Fault of a schedule, as applied to real nodes.</summary>
internal sealed record NodeFault(TimeSpan At, TimeSpan? For, string Words)
{
    private static readonly TimeSpan RestartTime = TimeSpan.FromSeconds(10);

    /// <summary>Faults to inject into nodes while it is active.</summary>
    public ValueList<(string Node, NodeHarm Harm)> Harms { get; init; } = [];

    public string? Kills { get; init; }

    /// <summary>Node that is off while the fault is active and appears restarted afterward; null for none.</summary>
    public string? Restarts { get; init; }

    /// <summary>Node that is paused while the fault is active; null for none.</summary>
    public string? Freezes { get; init; }

    public bool Heals { get; init; }

    /// <summary>Indicates whether removing the network cuts ends the fault.</summary>
    public bool IsCut { get; init; }

    /// <summary>Reason why real nodes cannot have this fault; null when some can.</summary>
    public string? Refusal { get; init; }

    /// <param name="check">Returns the parts of a fault that the provider does not support.</param>
    public static NodeFault Read(TimedFault timed, Func<NodeHarm, ValueList<Problem>> check)
    {
        NodeFault plain = new(timed.At, timed.Fault.For, timed.Fault.ToString());
        return timed.Fault switch
        {
            CrashNode crash => plain with { Kills = crash.Node },

            // A machine without power responds to nothing, not even by refusing connections.
            RestartNode restart => plain with { For = timed.Fault.For ?? RestartTime, Restarts = restart.Node, Harms = [(restart.Node, new NodeHarm { IsDown = true, IsDeaf = true, IsMute = true })] },
            FreezeNode freeze => plain with { Freezes = freeze.Node, Harms = [(freeze.Node, new NodeHarm { IsPaused = true })] },
            FillDisk full => plain with { Harms = [(full.Node, new NodeHarm { IsDiskFull = true })] },
            IsolateHost cut => plain with { IsCut = true, Harms = [(cut.Host, new NodeHarm { IsDeaf = cut.Inbound, IsMute = cut.Outbound })] },
            CutLink cut => plain with { IsCut = true, Harms = [Deaf(cut.To, cut.From), .. cut.OneWay ? [] : new[] { Deaf(cut.From, cut.To) }] },
            PartitionHosts cut => plain with { IsCut = true, Harms = PairsOf(cut).ToValueList() },
            ChangeLink change => LinkHarm.Read(change.Link) is { } harm
                ? plain with { Harms = Slow(change, harm, check) }
                : plain with { Refusal = LinkHarm.Refusal },
            HealNetwork => plain with { Heals = true },
            _ => plain with { Refusal = $"{timed.Fault.Word} is for simulated places only" },
        };
    }

    public static NodeHarm Sum(NodeHarm one, NodeHarm other) => new()
    {
        IsPaused = one.IsPaused || other.IsPaused,
        IsDown = one.IsDown || other.IsDown,
        IsDeaf = one.IsDeaf || other.IsDeaf,
        IsMute = one.IsMute || other.IsMute,
        IsDiskFull = one.IsDiskFull || other.IsDiskFull,
        DeafTo = one.DeafTo.Concat(other.DeafTo).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToValueList(),
        Ways = [.. one.Ways.Concat(other.Ways).GroupBy(way => way.From, StringComparer.Ordinal).OrderBy(ways => ways.Key, StringComparer.Ordinal).Select(ways => ways.Aggregate(Sum))],
        BytesPerSecond = Slowest(one.BytesPerSecond, other.BytesPerSecond),
        Loss = Either(one.Loss, other.Loss),
        Delay = Longer(one.Delay, other.Delay),
        Jitter = Longer(one.Jitter, other.Jitter),
        Duplication = Either(one.Duplication, other.Duplication),
        Reordering = Either(one.Reordering, other.Reordering),

        // A fault without reordering has no reordering delay.
        ReorderingDelay = one.Reordering == 0 ? other.ReorderingDelay : other.Reordering == 0 ? one.ReorderingDelay : Longer(one.ReorderingDelay, other.ReorderingDelay),
        ReorderingJitter = one.Reordering == 0 ? other.ReorderingJitter : other.Reordering == 0 ? one.ReorderingJitter : Longer(one.ReorderingJitter, other.ReorderingJitter),
    };

    /// <summary>Returns all problems of this fault with a provider.</summary>
    /// <param name="check">The delegate that was passed to <see cref="Read"/>.</param>
    public IEnumerable<Problem> Problems(Func<NodeHarm, ValueList<Problem>> check) => Refusal is not null
        ? [new Problem(ProblemCode.OutOfRange, $"'{Words}' cannot be done: {Refusal}", "leave it out, or use the simulation")]
        : Harms.SelectMany(harm => check(harm.Harm)).Distinct();

    // If the provider cannot separate links by peer, the change applies to all links of both nodes.
    private static ValueList<(string Node, NodeHarm Harm)> Slow(ChangeLink change, NodeHarm harm, Func<NodeHarm, ValueList<Problem>> check)
    {
        if (harm == NodeHarm.None)
        {
            return [];
        }

        ValueList<(string Node, NodeHarm Harm)> ways = [(change.First, LinkHarm.OneWay(harm, change.Second)), (change.Second, LinkHarm.OneWay(harm, change.First))];
        return ways.All(way => check(way.Harm).Count == 0) ? ways : [(change.First, harm), (change.Second, harm)];
    }

    private static NodeWay Sum(NodeWay one, NodeWay other) => LinkHarm.OneWay(Sum(LinkHarm.Whole(one), LinkHarm.Whole(other)), one.From).Ways[0];

    private static long? Slowest(long? one, long? other) => one is { } a && other is { } b ? Math.Min(a, b) : one ?? other;

    private static (string Node, NodeHarm Harm) Deaf(string node, string to) => (node, new NodeHarm { DeafTo = [to] });

    private static IEnumerable<(string Node, NodeHarm Harm)> PairsOf(PartitionHosts cut) =>
        from one in cut.First
        from other in cut.Second
        where one != other
        from pair in new[] { Deaf(one, other), Deaf(other, one) }
        select pair;

    // A link is as slow as its slowest part, so the longer delay applies.
    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static double Either(double one, double other) => one == 0 ? other : other == 0 ? one : 1 - ((1 - one) * (1 - other));
}

/// <summary>Converts a link of the simulation to faults of inbound packets at both nodes, once per direction.</summary>
internal static class LinkHarm
{
    public const string Refusal = "times of links on real nodes are fixed, or even between two bounds, and of latency and jitter only one is drawn";

    /// <summary>
    /// Returns the fault, or null when real nodes cannot have it. None for a default link, since real links have their
    /// own latency.
    /// </summary>
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

    /// <summary>Returns the same fault for the packets of one peer only.</summary>
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

    /// <summary>Returns the fault of one peer as a fault of all packets.</summary>
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
