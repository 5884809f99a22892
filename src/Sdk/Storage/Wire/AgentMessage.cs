namespace Scalewright.Storage.Wire;

/// <summary>Message between an agent and its manager.</summary>
/// <param name="Type">Type of the message.</param>
/// <param name="Fqdn">Domain name of the server whose agent sends or receives the message.</param>
public sealed record AgentMessage(MessageType Type, string Fqdn)
{
    /// <summary>Plug-in to whose session the message belongs; null if the message concerns all plug-ins.</summary>
    public string? Plugin { get; init; }

    /// <summary>ID of the session; null if none exists yet or the message concerns all sessions.</summary>
    public string? SessionId { get; init; }

    /// <summary>
    /// Sequence number of an agent's data message in its session, from 0 without gaps; null for other messages.
    /// </summary>
    public long? SessionSequence { get; init; }

    /// <summary>Content: one JSON value, UTF-8. Empty is equivalent to null.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
