namespace Scalewright.Agents.Wire;

/// <summary>Kind of a frame. Numbers are part of the protocol. Unknown kinds are skipped and counted.</summary>
internal enum FrameKind : byte
{
    /// <summary>Handshake, as <see cref="HandshakeMessage"/>.</summary>
    Hello = 1,

    /// <summary>Starts a call: <see cref="RequestHeader"/>, then the content of the method.</summary>
    Request = 2,

    /// <summary>Ends a call with its result.</summary>
    Response = 3,

    /// <summary>Bytes of a call: one byte for the channel, then the bytes.</summary>
    Chunk = 4,

    /// <summary>Indicates that this side of the call sends no more chunks.</summary>
    End = 5,

    /// <summary>The caller has canceled the call.</summary>
    Cancel = 6,

    /// <summary>Allows sending more bytes of chunks in the call: four bytes, big-endian.</summary>
    Window = 7,

    /// <summary>Requests a <see cref="Pong"/>.</summary>
    Ping = 8,

    /// <summary>Returns the payload of a ping.</summary>
    Pong = 9,

    /// <summary>Ends a call with a <see cref="FaultMessage"/>.</summary>
    Fault = 10,

    /// <summary>Last frame of the connection; contains a <see cref="FaultMessage"/> if there is a reason.</summary>
    Goodbye = 11,
}
