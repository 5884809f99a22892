using System.Buffers.Binary;

namespace Scalewright.Providers.Local.Links.Relays;

/// <summary>Who sent a frame: the IPv4 address of the sender, as packets and questions for addresses tell it.</summary>
internal static class FrameSource
{
    // IEEE 802.3: two addresses of hardware, then the kind; one of IEEE 802.1Q stands before it, with two bytes more.
    private const int KindAt = 12;
    private const int KindBytes = 2;
    private const int TagBytes = 4;
    private const ushort Tag = 0x8100;
    private const ushort IPv4 = 0x0800;
    private const ushort Arp = 0x0806;

    // RFC 791, section 3.1, and RFC 826: where the address of the sender stands in each.
    private const int SourceInPacket = 12;
    private const int SourceInQuestion = 14;

    /// <summary>The address, its first byte the highest; 0 when the frame tells none.</summary>
    /// <param name="frame">The frame, with the header of offloads before it.</param>
    public static uint Of(ReadOnlySpan<byte> frame)
    {
        int at = FrameSocket.OffloadBytes + KindAt;
        if (Kind(frame, at) == Tag)
        {
            at += TagBytes;
        }

        int source = Kind(frame, at) switch
        {
            IPv4 => at + KindBytes + SourceInPacket,
            Arp => at + KindBytes + SourceInQuestion,
            _ => frame.Length,
        };
        return source + sizeof(uint) <= frame.Length ? BinaryPrimitives.ReadUInt32BigEndian(frame[source..]) : 0;
    }

    private static int Kind(ReadOnlySpan<byte> frame, int at) => at + KindBytes <= frame.Length ? BinaryPrimitives.ReadUInt16BigEndian(frame[at..]) : 0;
}
