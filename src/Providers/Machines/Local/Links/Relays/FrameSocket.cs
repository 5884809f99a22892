using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Scalewright.Providers.Local.Links.Relays;

/// <summary>
/// Receives and sends all frames of a link of this machine. Each frame starts with the kernel's offload header, so that
/// pending checksums and large segments are passed to the receiver unchanged.
/// </summary>
internal sealed unsafe class FrameSocket : IDisposable
{
    /// <summary>Bytes of the header before each frame.</summary>
    // linux/virtio_net.h: flags, segment type, length of headers, segment size, and the start and offset of the
    // checksum.
    public const int OffloadBytes = 10;
    private const int AddressBytes = 12;
    private const int TagBytes = 4;
    private const byte NeedsSum = 1;

    // linux/if_packet.h: tpacket_auxdata, after a cmsghdr. The kernel removes VLAN tags from frames that it delivers.
    private const int ControlBytes = 64;
    private const int HasTag = 0x10;
    private const int HasTagKind = 0x40;
    private const ushort TagKind = 0x8100;
    private const int KernelBufferBytes = 8 * 1024 * 1024;

    private readonly string _link;
    private readonly int _number;
    private readonly SafeFileHandle _socket;
    private readonly Lock _gate = new();
    private long _droppedCount;

    private FrameSocket(string link, int number, SafeFileHandle socket) => (_link, _number, _socket) = (link, number, socket);

    public SafeFileHandle Handle => _socket;

    /// <summary>True if the link has reported that it is down and may be gone.</summary>
    public bool IsInDoubt { get; set; }

    /// <summary>True if the link for which the socket was opened no longer exists.</summary>
    public bool IsLinkRemoved => ReadIndex(_link) != _number;

    /// <summary>Number of frames that the kernel dropped before they were received.</summary>
    public long DroppedCount
    {
        get
        {
            // Reading the statistics resets the kernel's counter.
            lock (_gate)
            {
                uint* counts = stackalloc uint[2];
                int length = 2 * sizeof(uint);
                _droppedCount +=
                    LinuxNetwork.GetOption(_socket, LinuxNetwork.PacketLevel, LinuxNetwork.Statistics, counts, &length) == 0
                        ? counts[1]
                        : 0;
                return _droppedCount;
            }
        }
    }

    /// <exception cref="LinkSetupException">The link does not exist, or the kernel does not support such
    /// sockets.</exception>
    public static FrameSocket Open(string link)
    {
        int number = ReadIndex(link);
        SafeFileHandle socket = LinuxNetwork.OpenSocket(
            LinuxNetwork.PacketFamily,
            LinuxNetwork.RawSocket | LinuxNetwork.NonBlocking | LinuxNetwork.CloseOnExec,
            0
        );
        try
        {
            Require(!socket.IsInvalid, link);
            Set(socket, link, LinuxNetwork.PacketLevel, LinuxNetwork.OffloadHeader, 1);
            Set(socket, link, LinuxNetwork.PacketLevel, LinuxNetwork.AuxiliaryData, 1);
            Set(socket, link, LinuxNetwork.PacketLevel, LinuxNetwork.IgnoreOutgoing, 1);
            Set(socket, link, LinuxNetwork.SocketLevel, LinuxNetwork.ReceiveBufferForce, KernelBufferBytes);
            Set(socket, link, LinuxNetwork.SocketLevel, LinuxNetwork.SendBufferForce, KernelBufferBytes);
            LinuxNetwork.LinkAddress address = new()
            {
                Family = LinuxNetwork.PacketFamily,
                Protocol = (ushort)IPAddress.HostToNetworkOrder((short)LinuxNetwork.AllProtocols),
                Link = number,
            };
            Require(LinuxNetwork.Bind(socket, &address, sizeof(LinuxNetwork.LinkAddress)) == 0, link);
            return new FrameSocket(link, number, socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Receives the next frame with its header; the frame is empty if it is larger than the buffer. Returns false if no
    /// frame is available.
    /// </summary>
    public bool TryReceive(Span<byte> buffer, out ReadOnlySpan<byte> frame)
    {
        frame = default;
        byte* control = stackalloc byte[ControlBytes];
        fixed (byte* start = buffer)
        {
            // Reserves space for a VLAN tag: the start of the frame is then moved forward.
            LinuxNetwork.Piece piece = new() { Start = start + TagBytes, Length = (nuint)(buffer.Length - TagBytes) };
            LinuxNetwork.MessageHeader message = new()
            {
                Pieces = &piece,
                PieceCount = 1,
                Control = control,
                ControlLength = ControlBytes,
            };
            nint length = LinuxNetwork.Receive(_socket, &message, LinuxNetwork.DoNotWait);
            if (length < OffloadBytes + AddressBytes)
            {
                IsInDoubt |= length < 0 && Marshal.GetLastPInvokeError() is not (LinuxNetwork.Again or LinuxNetwork.Interrupted);
                return false;
            }

            Span<byte> whole = buffer[..(TagBytes + (int)length)];
            if ((message.Flags & LinuxNetwork.Truncated) == 0)
            {
                ReadOnlySpan<byte> data = new(control, (int)message.ControlLength);
                frame = ReadTag(data) is { } tag ? WithTag(whole, tag) : whole[TagBytes..];
            }

            return true;
        }
    }

    /// <summary>
    /// Sends a frame with its header. Returns false if it was dropped because the queue is full or the link is down.
    /// </summary>
    public bool Send(ReadOnlySpan<byte> frame)
    {
        fixed (byte* start = frame)
        {
            nint sent = LinuxNetwork.Send(_socket, start, frame.Length, LinuxNetwork.DoNotWait);
            IsInDoubt |= sent < 0 && Marshal.GetLastPInvokeError() is LinuxNetwork.NoSuchDevice or LinuxNetwork.NetworkDown;
            return sent == frame.Length;
        }
    }

    public void Dispose() => _socket.Dispose();

    private static int ReadIndex(string link)
    {
        try
        {
            return int.TryParse(File.ReadAllText($"/sys/class/net/{link}/ifindex"), CultureInfo.InvariantCulture, out int number)
                ? number
                : -1;
        }
        catch (IOException)
        {
            // The link does not exist.
            return -1;
        }
    }

    private static void Set(SafeFileHandle socket, string link, int level, int option, int value) =>
        Require(LinuxNetwork.SetOption(socket, level, option, &value, sizeof(int)) == 0, link);

    private static void Require(bool isDone, string link)
    {
        if (!isDone)
        {
            throw new LinkSetupException(LocalProblems.NoRelay(link, LinuxNetwork.Reason()));
        }
    }

    private static uint? ReadTag(ReadOnlySpan<byte> control)
    {
        // cmsghdr: the length in a machine word, then the level and the type.
        int head = sizeof(nint) + (2 * sizeof(int));
        const int TagAt = 16;
        const int KindAt = 18;
        if (control.Length < head + KindAt + sizeof(ushort) || MemoryMarshal.Read<int>(control[sizeof(nint)..]) != LinuxNetwork.PacketLevel)
        {
            return null;
        }

        ReadOnlySpan<byte> data = control[head..];
        uint state = MemoryMarshal.Read<uint>(data);
        ushort kind = (state & HasTagKind) != 0 ? MemoryMarshal.Read<ushort>(data[KindAt..]) : TagKind;
        return (state & HasTag) != 0 ? ((uint)kind << 16) | MemoryMarshal.Read<ushort>(data[TagAt..]) : null;
    }

    private static Span<byte> WithTag(Span<byte> buffer, uint tag)
    {
        const int KindAt = 1;
        const int HeadersAt = 2;
        const int SumAt = 6;
        Span<byte> head = buffer[..(OffloadBytes + AddressBytes)];
        buffer.Slice(TagBytes, head.Length).CopyTo(head);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[head.Length..], tag);
        if (head[KindAt] != 0)
        {
            Shift(head[HeadersAt..]);
        }

        if ((head[0] & NeedsSum) != 0)
        {
            Shift(head[SumAt..]);
        }

        return buffer;
    }

    private static void Shift(Span<byte> offset) => MemoryMarshal.Write(offset, (ushort)(MemoryMarshal.Read<ushort>(offset) + TagBytes));
}
