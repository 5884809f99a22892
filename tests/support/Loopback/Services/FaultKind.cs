namespace Loopback.Services;

/// <summary>How an answer goes wrong.</summary>
public enum FaultKind
{
    /// <summary>Another answer comes, and nothing takes effect.</summary>
    Answer,

    /// <summary>The connection ends, and nothing takes effect.</summary>
    LoseRequest,

    /// <summary>All takes effect, and the connection ends before the answer.</summary>
    LoseReply,

    /// <summary>All takes effect, and the connection ends within the answer.</summary>
    BreakReply,

    /// <summary>No answer comes until the caller gives up.</summary>
    Silence,

    /// <summary>The answer comes after a time, and nothing takes effect before it.</summary>
    Slow,

    /// <summary>The request takes effect twice, and what came of the second time is answered.</summary>
    Duplicate,
}
