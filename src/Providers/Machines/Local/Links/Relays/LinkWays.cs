using System.Buffers.Binary;

namespace Scalewright.Providers.Local.Links.Relays;

/// <summary>A shape, and the addresses of those whose ways it tells of: what a relay goes by.</summary>
/// <param name="Ways">The ways, by the address of the sender as <see cref="FrameSource"/> tells it.</param>
internal sealed record LinkWays(LinkShape Shape, IReadOnlyDictionary<uint, NodeWay> Ways)
{
    private static readonly Dictionary<uint, NodeWay> None = [];

    /// <summary>A shape without ways.</summary>
    public LinkWays(LinkShape shape)
        : this(shape, None)
    {
    }

    /// <param name="addresses">The addresses of the nodes of its ways, in their order.</param>
    public static LinkWays Of(LinkShape shape, string[] addresses) =>
        new(shape, shape.Ways.Zip(addresses).ToDictionary(pair => BinaryPrimitives.ReadUInt32BigEndian(IPAddress.Parse(pair.Second).GetAddressBytes()), pair => Slower(shape, pair.First)));

    /// <summary>What the shape does to everybody, losses and rates aside: others than the relay see to those.</summary>
    public NodeWay Common => new("")
    {
        Delay = Shape.Delay,
        Jitter = Shape.Jitter,
        Duplication = Shape.Duplication,
        Reordering = Shape.Reordering,
        ReorderingDelay = Shape.ReorderingDelay,
        ReorderingJitter = Shape.ReorderingJitter,
    };

    /// <summary>The longest time that a frame can be under way.</summary>
    public TimeSpan Longest => Ways.Values.Prepend(Common).Max(static way => way.Delay + way.Jitter + (way.Reordering > 0 ? way.ReorderingDelay + way.ReorderingJitter : TimeSpan.Zero));

    // As a link is as slow as its slowest part.
    private static NodeWay Slower(LinkShape shape, NodeWay way) => way with
    {
        Delay = Longer(shape.Delay, way.Delay),
        Jitter = Longer(shape.Jitter, way.Jitter),
        Duplication = Math.Max(shape.Duplication, way.Duplication),
        Reordering = Math.Max(shape.Reordering, way.Reordering),
        ReorderingDelay = way.Reordering > 0 ? way.ReorderingDelay : shape.ReorderingDelay,
        ReorderingJitter = way.Reordering > 0 ? way.ReorderingJitter : shape.ReorderingJitter,
    };

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
