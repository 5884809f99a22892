namespace Scalewright.Storage.Wire;

/// <summary>Message between an agent and its manager.</summary>
/// <param name="Type">Type of the message.</param>
/// <param name="Fqdn">Full name of the server whose agent sends or receives it.</param>
public sealed record AgentMessage(MessageType Type, string Fqdn)
{
    /// <summary>Plug-in whose session it belongs to; null if it concerns all plug-ins.</summary>
    public string? Plugin { get; init; }

    /// <summary>ID of the session; null before a session exists or if it concerns any session.</summary>
    public string? SessionId { get; init; }

    /// <summary>Number of an agent's data message in its session, from 0 without gaps; null otherwise.</summary>
    public long? SessionSequence { get; init; }

    /// <summary>Content: one JSON value, UTF-8. Empty is equivalent to null.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
