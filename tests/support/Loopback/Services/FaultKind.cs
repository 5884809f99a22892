namespace Loopback.Services;

public enum FaultKind
{
    /// <summary>Sends another response; the request takes no effect.</summary>
    Answer,

    /// <summary>Closes the connection; the request takes no effect.</summary>
    LoseRequest,

    /// <summary>Closes the connection before the response; the request takes effect.</summary>
    LoseReply,

    /// <summary>Closes the connection within the response; the request takes effect.</summary>
    BreakReply,

    /// <summary>Sends no response until the client stops waiting.</summary>
    Silence,

    Slow,

    /// <summary>Processes the request twice and sends the second response.</summary>
    Duplicate,
}
