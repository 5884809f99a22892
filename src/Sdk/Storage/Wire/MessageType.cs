namespace Scalewright.Storage.Wire;

/// <summary>What a message between an agent and its manager is for.</summary>
public enum MessageType
{
    /// <summary>An agent asks for a session of one of its plug-ins.</summary>
    SessionCreateRequest,

    /// <summary>The manager grants a session, with its id.</summary>
    SessionCreateResponse,

    /// <summary>The manager ends the session of one plug-in.</summary>
    SessionTerminate,

    /// <summary>The manager ends all sessions of an agent.</summary>
    SessionTerminateAll,

    /// <summary>Content of a session, in either direction.</summary>
    Data,
}
