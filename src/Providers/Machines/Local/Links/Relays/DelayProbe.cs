using System.Buffers.Binary;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;

namespace Scalewright.Providers.Local.Links.Relays;

/// <summary>
/// Measures the round trip to a node. An ARP request passes the substitute link, the relay and the node's link, and the
/// response returns on the same path. The kernel responds, so a probe also works for a paused node.
/// </summary>
internal sealed class DelayProbe : IDisposable
{
    private const int MaxFrameBytes = 2048;
    private const int HardwareBytes = 6;
    private const byte OwnHardware = 0x02;

    private readonly Socket _socket;
    private readonly IPAddress _node;
    private readonly string _link;

    /// <summary>Opens a probe on the link that is attached to the bridge.</summary>
    /// <exception cref="LinkSetupException">The link does not exist.</exception>
    public DelayProbe(string link, IPAddress node)
    {
        (_link, _node) = (link, node);
        try
        {
            // The bridge takes frames before a socket for a single protocol receives them, so this socket is opened for
            // all protocols.
            _socket = new Socket(
                AddressFamily.Packet,
                SocketType.Raw,
                (ProtocolType)(ushort)IPAddress.HostToNetworkOrder((short)LinuxNetwork.AllProtocols)
            );
            FilterReplies(_socket);
            _socket.Bind(new LinkEndPoint(link));
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            _socket?.Dispose();
            throw new LinkSetupException(LocalProblems.NoRelay(link, failure.Message), failure);
        }
    }

    /// <summary>Sends one probe and returns the round-trip time; null if no response arrives in time.</summary>
    /// <exception cref="LinkSetupException">The probe cannot be sent.</exception>
    public async Task<TimeSpan?> MeasureAsync(TimeSpan timeout)
    {
        byte[] buffer = new byte[MaxFrameBytes];
        using CancellationTokenSource timeoutSource = new(timeout, TimeProvider.System);
        try
        {
            long start = TimeProvider.System.GetTimestamp();
            PhysicalAddress sender = SenderAt(start);
            await _socket.SendAsync(ArpProbe.Write(sender, _node), SocketFlags.None, timeoutSource.Token);
            int length;
            do
            {
                length = await _socket.ReceiveAsync(buffer, SocketFlags.None, timeoutSource.Token);
            } while (!ArpProbe.IsReply(buffer.AsSpan(0, length), sender, _node));

            return TimeProvider.System.GetElapsedTime(start);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (SocketException failure)
        {
            throw new LinkSetupException(LocalProblems.NoRelay(_link, failure.Message), failure);
        }
    }

    public void Dispose() => _socket.Dispose();

    // Each probe has a unique sender address, derived from the time, so that a late or duplicate response, even from
    // another measurement, does not match a later probe.
    private static PhysicalAddress SenderAt(long time)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, time);
        byte[] address = bytes[^HardwareBytes..].ToArray();
        address[0] = OwnHardware;
        return new PhysicalAddress(address);
    }

    // https://www.kernel.org/doc/html/latest/networking/filter.html: accepts the whole frame if the type after the
    // addresses is ARP, and rejects all other frames.
    private static unsafe void FilterReplies(Socket socket)
    {
        ulong* steps = stackalloc ulong[]
        {
            Step(0x28, 0, 0, 12),
            Step(0x15, 0, 1, 0x0806),
            Step(0x06, 0, 0, MaxFrameBytes),
            Step(0x06, 0, 0, 0),
        };
        const int StepCount = 4;
        LinuxNetwork.SocketFilter filter = new() { StepCount = StepCount, Steps = steps };
        socket.SetRawSocketOption(
            LinuxNetwork.SocketLevel,
            LinuxNetwork.AttachFilter,
            new ReadOnlySpan<byte>(&filter, sizeof(LinuxNetwork.SocketFilter))
        );
        int on = 1;
        socket.SetRawSocketOption(
            LinuxNetwork.PacketLevel,
            LinuxNetwork.IgnoreOutgoing,
            MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in on))
        );
    }

    /// <summary>Encodes a sock_filter: the code, the jump offsets for true and false, and the operand.</summary>
    private static ulong Step(ushort code, byte ifTrue, byte ifFalse, uint operand) =>
        BitConverter.IsLittleEndian
            ? code | ((ulong)ifTrue << 16) | ((ulong)ifFalse << 24) | ((ulong)operand << 32)
            : ((ulong)code << 48) | ((ulong)ifTrue << 40) | ((ulong)ifFalse << 32) | operand;
}

/// <summary>A link of this machine as the address of a packet socket.</summary>
internal sealed class LinkEndPoint(string link) : EndPoint
{
    // sockaddr_ll: family, protocol, then the number of the link.
    private const int Bytes = 20;
    private const int ProtocolAt = 2;
    private const int NumberAt = 4;

    public override AddressFamily AddressFamily => AddressFamily.Packet;

    /// <exception cref="IOException">The link does not exist.</exception>
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

/// <summary>
/// ARP probe without a sender IP address (RFC 5227, section 2.1.1). The owner of the address responds and caches
/// nothing.
/// </summary>
internal static class ArpProbe
{
    // RFC 826: after the Ethernet header come the types and lengths, the operation, and the hardware and protocol
    // addresses of the sender and of the target.
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

    /// <param name="sender">Unused hardware address of six bytes to which the response is sent.</param>
    /// <param name="target">Address to resolve.</param>
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

    public static bool IsReply(ReadOnlySpan<byte> frame, PhysicalAddress sender, IPAddress target) =>
        frame.Length >= FrameBytes
        && BinaryPrimitives.ReadUInt16BigEndian(frame[KindAt..]) == Kind
        && BinaryPrimitives.ReadUInt16BigEndian(frame[OperationAt..]) == Reply
        && frame[..HardwareBytes].SequenceEqual(sender.GetAddressBytes())
        && frame.Slice(SenderAddressAt, target.GetAddressBytes().Length).SequenceEqual(target.GetAddressBytes());
}
