using System.Buffers.Binary;

namespace Scalewright.Providers.Ssh.Carriers.OpenSsh;

/// <summary>Message to or from an SSH master: its kind, then numbers and strings in wire order.</summary>
internal sealed class MuxMessage
{
    // OpenSSH, misc.h: port number that denotes the path of a socket.
    private const uint SocketPort = uint.MaxValue - 1;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private int _offset;

    public MuxMessage(MuxKind kind)
    {
        Kind = kind;
        Add((uint)kind);
    }

    private MuxMessage(byte[] bytes)
    {
        _bytes.Write(bytes);
        Kind = (MuxKind)ReadNumber();
    }

    public MuxKind Kind { get; }

    /// <summary>Creates a message from received bytes, without the length.</summary>
    /// <exception cref="InvalidDataException">The data is too short for a message.</exception>
    public static MuxMessage Parse(byte[] bytes) => new(bytes);

    /// <summary>Creates a request to open or close a forwarding.</summary>
    public static MuxMessage From(MuxKind kind, ForwardRule rule)
    {
        // PROTOCOL.mux: number of the request, MUX_FWD_LOCAL or MUX_FWD_REMOTE, the listening end, the other end.
        MuxMessage message = new MuxMessage(kind).Add(1).Add(rule.IsRemote ? 2u : 1u);
        return message.Add(rule.Source).Add(rule.Target);
    }

    public MuxMessage Add(uint number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        _bytes.Write(bytes);
        return this;
    }

    public MuxMessage Add(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Add((uint)bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    private MuxMessage Add(ForwardEnd end) => Add(end.Host).Add((uint?)end.Port ?? SocketPort);

    /// <summary>Reads the next number.</summary>
    /// <exception cref="InvalidDataException">The message is truncated.</exception>
    public uint ReadNumber()
    {
        ReadOnlySpan<byte> remaining = GetRemaining();
        if (remaining.Length < sizeof(uint))
        {
            throw new InvalidDataException("a message of the SSH master is truncated");
        }

        _offset += sizeof(uint);
        return BinaryPrimitives.ReadUInt32BigEndian(remaining);
    }

    /// <summary>Reads the next string.</summary>
    /// <exception cref="InvalidDataException">The message is truncated.</exception>
    public string ReadText()
    {
        uint length = ReadNumber();
        ReadOnlySpan<byte> remaining = GetRemaining();
        if (length > remaining.Length)
        {
            throw new InvalidDataException("a string of the SSH master is truncated");
        }

        _offset += (int)length;
        return Encoding.UTF8.GetString(remaining[..(int)length]);
    }

    /// <summary>Returns the reason if the message is a refusal; otherwise null.</summary>
    /// <exception cref="InvalidDataException">The message is truncated.</exception>
    public string? ReadRefusal()
    {
        if (Kind is not (MuxKind.Failure or MuxKind.PermissionDenied))
        {
            return null;
        }

        _ = ReadNumber();
        return TextEscaping.Escape(ReadText());
    }

    /// <summary>Serializes the message as its length, followed by its bytes.</summary>
    public byte[] ToArray()
    {
        byte[] framed = new byte[sizeof(uint) + _bytes.WrittenCount];
        BinaryPrimitives.WriteUInt32BigEndian(framed, (uint)_bytes.WrittenCount);
        _bytes.WrittenSpan.CopyTo(framed.AsSpan(sizeof(uint)));
        return framed;
    }

    private ReadOnlySpan<byte> GetRemaining() => _bytes.WrittenSpan[_offset..];
}

/// <summary>
/// Kinds of messages between a client and the SSH master. Source: PROTOCOL.mux of OpenSSH, version 4.
/// </summary>
internal enum MuxKind : uint
{
    Hello = 0x00000001,
    NewSession = 0x10000002,
    AliveCheck = 0x10000004,
    OpenForward = 0x10000006,
    CloseForward = 0x10000007,
    Ok = 0x80000001,
    PermissionDenied = 0x80000002,
    Failure = 0x80000003,
    ExitMessage = 0x80000004,
    Alive = 0x80000005,
    SessionOpened = 0x80000006,
    RemotePort = 0x80000007,
}
