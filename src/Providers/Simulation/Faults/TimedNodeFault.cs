using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation;

/// <summary>Fault of a schedule, as applied to real nodes.</summary>
internal sealed record TimedNodeFault(TimeSpan At, TimeSpan? Duration, string Description)
{
    private static readonly TimeSpan RestartTime = TimeSpan.FromSeconds(10);

    /// <summary>Faults to inject into nodes while it is active.</summary>
    public ValueList<(string Node, NodeFault Fault)> NodeFaults { get; init; } = [];

    public string? KilledNode { get; init; }

    /// <summary>Node that is off while the fault is active and appears restarted afterward; null for none.</summary>
    public string? RestartedNode { get; init; }

    /// <summary>Node that is paused while the fault is active; null for none.</summary>
    public string? PausedNode { get; init; }

    public bool RevertsCuts { get; init; }

    /// <summary>Indicates whether removing the network cuts ends the fault.</summary>
    public bool IsCut { get; init; }

    /// <summary>Reason why real nodes cannot have this fault; null when some can.</summary>
    public string? Rejection { get; init; }

    /// <summary>All problems of this fault with the provider.</summary>
    public ValueList<Problem> Problems { get; init; } = [];

    /// <param name="check">Returns the parts of a fault that the provider does not support.</param>
    public static TimedNodeFault Read(TimedFault timed, Func<NodeFault, ValueList<Problem>> check)
    {
        TimedNodeFault fault = Convert(timed, check);
        return fault with { Problems = GetProblems(fault, check) };
    }

    public static NodeFault Sum(NodeFault left, NodeFault right) =>
        new()
        {
            IsPaused = left.IsPaused || right.IsPaused,
            IsPoweredOff = left.IsPoweredOff || right.IsPoweredOff,
            IsInboundBlocked = left.IsInboundBlocked || right.IsInboundBlocked,
            IsOutboundBlocked = left.IsOutboundBlocked || right.IsOutboundBlocked,
            IsDiskFull = left.IsDiskFull || right.IsDiskFull,
            BlockedInboundNodes = left
                .BlockedInboundNodes.Concat(right.BlockedInboundNodes)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .ToValueList(),
            InboundLinks =
            [
                .. left
                    .InboundLinks.Concat(right.InboundLinks)
                    .GroupBy(link => link.FromNode, StringComparer.Ordinal)
                    .OrderBy(links => links.Key, StringComparer.Ordinal)
                    .Select(links => links.Aggregate(Sum)),
            ],
            MaxBytesPerSecond = Slowest(left.MaxBytesPerSecond, right.MaxBytesPerSecond),
            Loss = Either(left.Loss, right.Loss),
            Delay = Longer(left.Delay, right.Delay),
            Jitter = Longer(left.Jitter, right.Jitter),
            Duplication = Either(left.Duplication, right.Duplication),
            Reordering = Either(left.Reordering, right.Reordering),
            ReorderingDelay = LongerReordering(left, right, fault => fault.ReorderingDelay),
            ReorderingJitter = LongerReordering(left, right, fault => fault.ReorderingJitter),
        };

    private static TimedNodeFault Convert(TimedFault timed, Func<NodeFault, ValueList<Problem>> check)
    {
        TimedNodeFault plain = new(timed.At, timed.Fault.Duration, timed.Fault.ToString());
        return timed.Fault switch
        {
            CrashNode crash => plain with { KilledNode = crash.Node },

            // A machine without power does not respond at all; it does not even refuse connections.
            RestartNode restart => plain with
            {
                Duration = timed.Fault.Duration ?? RestartTime,
                RestartedNode = restart.Node,
                NodeFaults =
                [
                    (
                        restart.Node,
                        new NodeFault
                        {
                            IsPoweredOff = true,
                            IsInboundBlocked = true,
                            IsOutboundBlocked = true,
                        }
                    ),
                ],
            },
            FreezeNode freeze => plain with { PausedNode = freeze.Node, NodeFaults = [(freeze.Node, new NodeFault { IsPaused = true })] },
            FillDisk full => plain with { NodeFaults = [(full.Node, new NodeFault { IsDiskFull = true })] },
            IsolateHost cut => plain with
            {
                IsCut = true,
                NodeFaults = [(cut.Host, new NodeFault { IsInboundBlocked = cut.BlocksInbound, IsOutboundBlocked = cut.BlocksOutbound })],
            },
            CutLink cut => plain with
            {
                IsCut = true,
                NodeFaults = [BlockInbound(cut.To, cut.From), .. cut.IsOneWay ? [] : new[] { BlockInbound(cut.From, cut.To) }],
            },
            PartitionHosts cut => plain with { IsCut = true, NodeFaults = GetPairs(cut).ToValueList() },
            ChangeLink change when LinkIngressFaults.Read(change.Link) is { } fault => plain with
            {
                NodeFaults = Slow(change, fault, check),
            },
            ChangeLink => plain with { Rejection = LinkIngressFaults.Rejection },
            HealNetwork => plain with { RevertsCuts = true },
            _ => plain with { Rejection = $"{timed.Fault.KindName} is supported only in a simulation" },
        };
    }

    private static ValueList<Problem> GetProblems(TimedNodeFault fault, Func<NodeFault, ValueList<Problem>> check)
    {
        if (fault.Rejection is not null)
        {
            string message = $"'{fault.Description}' cannot be done: {fault.Rejection}";
            return [new Problem(ProblemCode.OutOfRange, message, "leave it out, or use the simulation")];
        }

        return [.. fault.NodeFaults.SelectMany(nodeFault => check(nodeFault.Fault)).Distinct()];
    }

    // If the provider cannot separate links by peer, the change applies to all links of both nodes.
    private static ValueList<(string Node, NodeFault Fault)> Slow(
        ChangeLink change,
        NodeFault fault,
        Func<NodeFault, ValueList<Problem>> check
    )
    {
        if (fault == NodeFault.None)
        {
            return [];
        }

        ValueList<(string Node, NodeFault Fault)> ways =
        [
            (change.First, LinkIngressFaults.OneWay(fault, change.Second)),
            (change.Second, LinkIngressFaults.OneWay(fault, change.First)),
        ];
        return ways.All(way => check(way.Fault).Count == 0) ? ways : [(change.First, fault), (change.Second, fault)];
    }

    private static InboundLinkFault Sum(InboundLinkFault left, InboundLinkFault right) =>
        LinkIngressFaults.OneWay(Sum(LinkIngressFaults.Whole(left), LinkIngressFaults.Whole(right)), left.FromNode).InboundLinks[0];

    private static long? Slowest(long? left, long? right) => left is { } a && right is { } b ? Math.Min(a, b) : left ?? right;

    private static (string Node, NodeFault Fault) BlockInbound(string node, string to) =>
        (node, new NodeFault { BlockedInboundNodes = [to] });

    private static IEnumerable<(string Node, NodeFault Fault)> GetPairs(PartitionHosts cut) =>
        from firstNode in cut.First
        from secondNode in cut.Second
        where firstNode != secondNode
        from pair in new[] { BlockInbound(firstNode, secondNode), BlockInbound(secondNode, firstNode) }
        select pair;

    // A link is as slow as its slowest part, so the longer delay applies.
    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;

    // A fault without reordering has no reordering delay.
    private static TimeSpan LongerReordering(NodeFault left, NodeFault right, Func<NodeFault, TimeSpan> time) =>
        (left.Reordering, right.Reordering) switch
        {
            (0, _) => time(right),
            (_, 0) => time(left),
            _ => Longer(time(left), time(right)),
        };

    private static double Either(double left, double right) =>
        (left, right) switch
        {
            (0, _) => right,
            (_, 0) => left,
            _ => 1 - ((1 - left) * (1 - right)),
        };
}

/// <summary>Converts a link of the simulation to faults of inbound packets at both nodes, once per direction.</summary>
internal static class LinkIngressFaults
{
    public const string Rejection =
        "times of links on real nodes are fixed, or even between two bounds, and of latency and jitter only one is drawn";

    /// <summary>
    /// Returns the fault, or null when real nodes cannot have it. The default latency is not added, since real links
    /// have their own latency.
    /// </summary>
    public static NodeFault? Read(LinkModel link)
    {
        if (
            GetBounds(link.Latency == LinkModel.Default.Latency ? DurationModel.Zero : link.Latency) is not { } latency
            || GetBounds(link.Jitter) is not { } jitter
            || GetBounds(link.ReorderingDelay) is not { } held
            || (latency.Width > TimeSpan.Zero && jitter.Width > TimeSpan.Zero)
        )
        {
            return null;
        }

        NodeFault fault = new()
        {
            MaxBytesPerSecond = link.MaxBytesPerSecond,
            Loss = link.Loss,
            Delay = latency.Shortest + jitter.Shortest,
            Jitter = latency.Width + jitter.Width,
            Duplication = link.Duplication,
            Reordering = link.Reordering,
        };
        return link.Reordering > 0 ? fault with { ReorderingDelay = held.Shortest, ReorderingJitter = held.Width } : fault;
    }

    /// <summary>Returns the fault, restricted to the packets of one peer.</summary>
    public static NodeFault OneWay(NodeFault fault, string from) =>
        new()
        {
            InboundLinks =
            [
                new InboundLinkFault(from)
                {
                    Delay = fault.Delay,
                    Jitter = fault.Jitter,
                    Loss = fault.Loss,
                    MaxBytesPerSecond = fault.MaxBytesPerSecond,
                    Duplication = fault.Duplication,
                    Reordering = fault.Reordering,
                    ReorderingDelay = fault.ReorderingDelay,
                    ReorderingJitter = fault.ReorderingJitter,
                },
            ],
        };

    /// <summary>Returns the fault, extended to the packets of all peers.</summary>
    public static NodeFault Whole(InboundLinkFault link) =>
        new()
        {
            Delay = link.Delay,
            Jitter = link.Jitter,
            Loss = link.Loss,
            MaxBytesPerSecond = link.MaxBytesPerSecond,
            Duplication = link.Duplication,
            Reordering = link.Reordering,
            ReorderingDelay = link.ReorderingDelay,
            ReorderingJitter = link.ReorderingJitter,
        };

    /// <summary>Returns the bounds of a duration; null if it is not even between two bounds.</summary>
    private static DurationBounds? GetBounds(DurationModel model) =>
        model switch
        {
            FixedDuration fixedDuration => new DurationBounds(fixedDuration.Duration, TimeSpan.Zero),
            UniformDuration even => new DurationBounds(even.Min, even.Max - even.Min),
            _ => null,
        };

    /// <param name="Width">Difference of the longest and the shortest duration; zero if the duration is fixed.</param>
    private sealed record DurationBounds(TimeSpan Shortest, TimeSpan Width);
}
