using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;

namespace Scalewright.Providers.Local.Links.Relays;

/// <summary>A question who has an address, sent by nobody: RFC 5227, section 2.1.1. Whoever has it answers and remembers nothing of it.</summary>
internal static class ArpProbe
{
    // RFC 826, behind a header of Ethernet: kinds and lengths, what it is, hardware and address of the sender, then of the target.
    private const int FrameBytes = 42;
    private const int KindAt = 12;
    private const int OperationAt = 20;
    private const int SenderAt = 22;
    private const int SenderAddressAt = 28;
    private const int TargetAddressAt = 38;
    private const ushort Kind = 0x0806;
    private const ushort Ethernet = 1;
    private const ushort IPv4 = 0x0800;
    private const ushort Lengths = 0x0604;
    private const ushort Request = 1;
    private const ushort Reply = 2;
    private const int HardwareBytes = 6;

    /// <summary>The question.</summary>
    /// <param name="sender">Whom the answer is for: six bytes, of an address that nobody has.</param>
    /// <param name="target">Whose hardware is asked for.</param>
    public static byte[] Write(PhysicalAddress sender, IPAddress target)
    {
        byte[] frame = new byte[FrameBytes];
        frame.AsSpan(0, HardwareBytes).Fill(byte.MaxValue);
        sender.GetAddressBytes().CopyTo(frame, HardwareBytes);
        ushort[] words = [Kind, Ethernet, IPv4, Lengths, Request];
        for (int index = 0; index < words.Length; index++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(KindAt + (index * sizeof(ushort))), words[index]);
        }

        sender.GetAddressBytes().CopyTo(frame, SenderAt);
        target.GetAddressBytes().CopyTo(frame, TargetAddressAt);
        return frame;
    }

    /// <summary>Whether a frame is the answer to the question.</summary>
    public static bool IsAnswer(ReadOnlySpan<byte> frame, PhysicalAddress sender, IPAddress target) =>
        frame.Length >= FrameBytes
        && BinaryPrimitives.ReadUInt16BigEndian(frame[KindAt..]) == Kind
        && BinaryPrimitives.ReadUInt16BigEndian(frame[OperationAt..]) == Reply
        && frame[..HardwareBytes].SequenceEqual(sender.GetAddressBytes())
        && frame.Slice(SenderAddressAt, target.GetAddressBytes().Length).SequenceEqual(target.GetAddressBytes());
}
