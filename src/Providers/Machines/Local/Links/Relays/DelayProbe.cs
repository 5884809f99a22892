using System.Buffers.Binary;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;

namespace Scalewright.Providers.Local.Links.Relays;

/// <summary>Measures the way to a node and back: a question goes into the link that stands in for the node's, through the relay and the node's link to the
/// kernel inside the node, and its answer comes back the same way. It needs no program of the node, also not one that stands still.</summary>
internal sealed class DelayProbe : IDisposable
{
    private const int FrameBytesMax = 2048;
    private const int HardwareBytes = 6;
    private const byte OwnHardware = 0x02;

    private readonly Socket _socket;
    private readonly IPAddress _node;
    private readonly string _link;

    /// <summary>A way to ask.</summary>
    /// <param name="link">The link that is tied to the bridge.</param>
    /// <exception cref="LinkException">There is none.</exception>
    public DelayProbe(string link, IPAddress node)
    {
        (_link, _node) = (link, node);
        try
        {
            // The bridge takes frames before any socket of one protocol sees them, so this one is for all.
            _socket = new Socket(AddressFamily.Packet, SocketType.Raw, (ProtocolType)(ushort)IPAddress.HostToNetworkOrder((short)LinuxNetwork.AllProtocols));
            TakeAnswersOnly(_socket);
            _socket.Bind(new LinkEndPoint(link));
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            _socket?.Dispose();
            throw new LinkException(LocalProblems.NoRelay(link, failure.Message), failure);
        }
    }

    /// <summary>Asks once.</summary>
    /// <param name="patience">How long to wait.</param>
    /// <returns>How long question and answer took together; null when no answer came.</returns>
    /// <exception cref="LinkException">It cannot be sent.</exception>
    public async Task<TimeSpan?> AskAsync(TimeSpan patience)
    {
        byte[] buffer = new byte[FrameBytesMax];
        using CancellationTokenSource late = new(patience, TimeProvider.System);
        try
        {
            long start = TimeProvider.System.GetTimestamp();
            PhysicalAddress sender = SenderAt(start);
            await _socket.SendAsync(ArpProbe.Write(sender, _node), SocketFlags.None, late.Token);
            int length;
            do
            {
                length = await _socket.ReceiveAsync(buffer, SocketFlags.None, late.Token);
            }
            while (!ArpProbe.IsAnswer(buffer.AsSpan(0, length), sender, _node));

            return TimeProvider.System.GetElapsedTime(start);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (SocketException failure)
        {
            throw new LinkException(LocalProblems.NoRelay(_link, failure.Message), failure);
        }
    }

    public void Dispose() => _socket.Dispose();

    // Each question has a sender of its own, its time, so that an answer that is late or comes twice is no answer to a later one, also of another measurement.
    private static PhysicalAddress SenderAt(long time)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, time);
        byte[] address = bytes[^HardwareBytes..].ToArray();
        address[0] = OwnHardware;
        return new PhysicalAddress(address);
    }

    // https://www.kernel.org/doc/html/latest/networking/filter.html: the word behind the addresses is that of ARP: all of the frame; else nothing.
    private static unsafe void TakeAnswersOnly(Socket socket)
    {
        ulong* steps = stackalloc ulong[] { Step(0x28, 0, 0, 12), Step(0x15, 0, 1, 0x0806), Step(0x06, 0, 0, FrameBytesMax), Step(0x06, 0, 0, 0) };
        const int StepCount = 4;
        LinuxNetwork.Filter filter = new() { StepCount = StepCount, Steps = steps };
        socket.SetRawSocketOption(LinuxNetwork.SocketLevel, LinuxNetwork.AttachFilter, new ReadOnlySpan<byte>(&filter, sizeof(LinuxNetwork.Filter)));
        int on = 1;
        socket.SetRawSocketOption(LinuxNetwork.PacketLevel, LinuxNetwork.IgnoreOutgoing, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in on)));
    }

    /// <summary>sock_filter: the code, where to go on when it is so and when not, and the operand.</summary>
    private static ulong Step(ushort code, byte whenSo, byte whenNot, uint operand) =>
        BitConverter.IsLittleEndian
            ? code | ((ulong)whenSo << 16) | ((ulong)whenNot << 24) | ((ulong)operand << 32)
            : ((ulong)code << 48) | ((ulong)whenSo << 40) | ((ulong)whenNot << 32) | operand;
}

/// <summary>A link of this machine, as sockets for whole frames name it.</summary>
internal sealed class LinkEndPoint(string link) : EndPoint
{
    // sockaddr_ll: the protocol behind the family, then the number of the link.
    private const int Bytes = 20;
    private const int ProtocolAt = 2;
    private const int NumberAt = 4;

    public override AddressFamily AddressFamily => AddressFamily.Packet;

    /// <exception cref="IOException">There is no such link.</exception>
    public override SocketAddress Serialize()
    {
        SocketAddress address = new(AddressFamily.Packet, Bytes);
        Span<byte> fields = address.Buffer.Span;
        short protocol = IPAddress.HostToNetworkOrder((short)LinuxNetwork.AllProtocols);
        int number = int.Parse(File.ReadAllText($"/sys/class/net/{link}/ifindex"), CultureInfo.InvariantCulture);
        MemoryMarshal.Write(fields[ProtocolAt..], in protocol);
        MemoryMarshal.Write(fields[NumberAt..], in number);
        return address;
    }

    public override EndPoint Create(SocketAddress socketAddress) => this;
}

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
