namespace Scalewright.Storage.Wire;

/// <summary>Type of a message between an agent and its manager.</summary>
public enum MessageType
{
    /// <summary>The agent requests a session for a plug-in.</summary>
    SessionCreateRequest,

    /// <summary>The manager grants a session and assigns its ID.</summary>
    SessionCreateResponse,

    /// <summary>The manager ends the session of one plug-in.</summary>
    SessionTerminate,

    /// <summary>The manager ends all sessions of an agent.</summary>
    SessionTerminateAll,

    /// <summary>Content of a session, in either direction.</summary>
    Data,
}
