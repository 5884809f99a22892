namespace Scalewright.Storage.Agents;

/// <summary>Fault of an agent's request or a manager's message.</summary>
public enum ChannelFault
{
    /// <summary>Drops the request or message. The agent sees a failed request, but no missing message of the
    /// manager.</summary>
    DropRequest,

    /// <summary>Delays the request or message. A message of the manager is delayed together with its whole
    /// response.</summary>
    Delay,

    /// <summary>Delivers the request or message twice. The agent receives the second response to a request.</summary>
    Duplicate,

    /// <summary>Refuses a request as if no manager existed; breaks the connection of a manager's message.</summary>
    Refuse,

    /// <summary>Delivers a request and drops its response; drops the whole response with a manager's message.</summary>
    DropResponse,
}
