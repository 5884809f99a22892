namespace Scalewright.Agents.Wire;

/// <summary>What a frame is for. Numbers are part of the protocol; one that is not known is skipped and counted.</summary>
internal enum FrameKind : byte
{
    /// <summary>Who speaks, as <see cref="HelloMessage"/>.</summary>
    Hello = 1,

    /// <summary>Begins a call: <see cref="RequestHead"/>, then what the method wants.</summary>
    Request = 2,

    /// <summary>Ends a call with its result.</summary>
    Response = 3,

    /// <summary>Bytes of a call: one byte that names the channel, then the bytes.</summary>
    Chunk = 4,

    /// <summary>No more chunks from this side of the call.</summary>
    End = 5,

    /// <summary>The caller no longer wants the call.</summary>
    Cancel = 6,

    /// <summary>So many more bytes of chunks may be sent in the call: four bytes, big-endian.</summary>
    Window = 7,

    /// <summary>Asks for a sign of life.</summary>
    Ping = 8,

    /// <summary>Answers a ping with its payload.</summary>
    Pong = 9,

    /// <summary>Ends a call with a <see cref="FaultMessage"/>.</summary>
    Fault = 10,

    /// <summary>The last frame of the connection; a <see cref="FaultMessage"/> when it ends for a reason.</summary>
    Goodbye = 11,
}
