using System.Buffers.Binary;

namespace Scalewright.Providers.Local.Links.Relays;

/// <summary>Link conditions with the sender addresses of their inbound links, as used by a relay.</summary>
/// <param name="Links">Inbound links by sender address, as returned by <see cref="FrameSource"/>.</param>
internal sealed record InboundLinkTable(LinkConditions Shape, IReadOnlyDictionary<uint, InboundLinkFault> Links)
{
    private static readonly Dictionary<uint, InboundLinkFault> None = [];

    public InboundLinkTable(LinkConditions shape)
        : this(shape, None) { }

    /// <param name="addresses">Addresses of the nodes of the inbound links, in the same order.</param>
    public static InboundLinkTable Create(LinkConditions shape, string[] addresses) =>
        new(
            shape,
            shape
                .InboundLinks.Zip(addresses)
                .ToDictionary(
                    pair => BinaryPrimitives.ReadUInt32BigEndian(IPAddress.Parse(pair.Second).GetAddressBytes()),
                    pair => Slower(shape, pair.First)
                )
        );

    /// <summary>Settings for all senders, without losses and rates, which are applied outside the relay.</summary>
    public InboundLinkFault Common =>
        new("")
        {
            Delay = Shape.Delay,
            Jitter = Shape.Jitter,
            Duplication = Shape.Duplication,
            Reordering = Shape.Reordering,
            ReorderingDelay = Shape.ReorderingDelay,
            ReorderingJitter = Shape.ReorderingJitter,
        };

    /// <summary>Maximum time that a frame can be in transit.</summary>
    public TimeSpan Longest =>
        Links
            .Values.Prepend(Common)
            .Max(static link =>
                link.Delay + link.Jitter + (link.Reordering > 0 ? link.ReorderingDelay + link.ReorderingJitter : TimeSpan.Zero)
            );

    // The larger values of the link and the inbound link apply.
    private static InboundLinkFault Slower(LinkConditions shape, InboundLinkFault link) =>
        link with
        {
            Delay = Longer(shape.Delay, link.Delay),
            Jitter = Longer(shape.Jitter, link.Jitter),
            Duplication = Math.Max(shape.Duplication, link.Duplication),
            Reordering = Math.Max(shape.Reordering, link.Reordering),
            ReorderingDelay = link.Reordering switch
            {
                > 0 => link.ReorderingDelay,
                _ => shape.ReorderingDelay,
            },
            ReorderingJitter = link.Reordering switch
            {
                > 0 => link.ReorderingJitter,
                _ => shape.ReorderingJitter,
            },
        };

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
