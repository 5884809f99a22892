namespace Scalewright.Logs;

/// <summary>Reason why a frame is not a record.</summary>
internal enum LogFrameError
{
    /// <summary>The frame is a record.</summary>
    None,

    /// <summary>The body is not JSON, or not in a Unicode encoding.</summary>
    NotJson,

    /// <summary>The JSON is not an object.</summary>
    NotAnObject,

    /// <summary>The object has no time.</summary>
    MissingTime,

    /// <summary>The length is beyond the limit. Data after it cannot be read.</summary>
    TooLong,

    /// <summary>The connection ended within the frame.</summary>
    Truncated,

    /// <summary>The frame was incomplete after the timeout.</summary>
    TimedOut,
}
