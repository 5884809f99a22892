using System.Buffers.Binary;

namespace Scalewright.Providers.Ssh.Mux;

/// <summary>One message: its kind, and its numbers and strings in wire order.</summary>
internal sealed class MuxMessage
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private int _at;

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

    /// <exception cref="InvalidDataException">The data is too short to be a message.</exception>
    public static MuxMessage Parse(byte[] bytes) => new(bytes);

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

    /// <exception cref="InvalidDataException">There is no further number.</exception>
    public uint ReadNumber()
    {
        ReadOnlySpan<byte> rest = Rest();
        if (rest.Length < sizeof(uint))
        {
            throw new InvalidDataException("a message of the SSH master is cut short");
        }

        _at += sizeof(uint);
        return BinaryPrimitives.ReadUInt32BigEndian(rest);
    }

    /// <exception cref="InvalidDataException">There is no further string.</exception>
    public string ReadText()
    {
        uint length = ReadNumber();
        ReadOnlySpan<byte> rest = Rest();
        if (length > rest.Length)
        {
            throw new InvalidDataException("a text of the SSH master is cut short");
        }

        _at += (int)length;
        return Encoding.UTF8.GetString(rest[..(int)length]);
    }

    /// <summary>Reason of a refusal; null if it is not a refusal.</summary>
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

    /// <summary>Serializes the message: its length, then its bytes.</summary>
    public byte[] ToArray()
    {
        byte[] packet = new byte[sizeof(uint) + _bytes.WrittenCount];
        BinaryPrimitives.WriteUInt32BigEndian(packet, (uint)_bytes.WrittenCount);
        _bytes.WrittenSpan.CopyTo(packet.AsSpan(sizeof(uint)));
        return packet;
    }

    private ReadOnlySpan<byte> Rest() => _bytes.WrittenSpan[_at..];
}

/// <summary>Messages between a client and the master process: PROTOCOL.mux of OpenSSH, version 4.</summary>
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
