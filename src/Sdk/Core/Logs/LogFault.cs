namespace Scalewright.Logs;

/// <summary>Why a frame is no record.</summary>
public enum LogFault
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>The body is not JSON, or not in an encoding of Unicode.</summary>
    NotJson,

    /// <summary>The JSON is not an object.</summary>
    NotAnObject,

    /// <summary>The object does not say when.</summary>
    NoTime,

    /// <summary>The announced length is beyond the limit; nothing after it can be understood.</summary>
    TooLong,

    /// <summary>The connection ended within the frame.</summary>
    Cut,

    /// <summary>The frame was not whole within its deadline.</summary>
    Late,
}
