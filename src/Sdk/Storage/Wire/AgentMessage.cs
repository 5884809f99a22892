namespace Scalewright.Storage.Wire;

/// <summary>One message between an agent and its manager.</summary>
/// <param name="Type">What it is for.</param>
/// <param name="Fqdn">Full name of the server whose agent sends or gets it.</param>
public sealed record AgentMessage(MessageType Type, string Fqdn)
{
    /// <summary>The plug-in whose session it belongs to; null when it concerns all of them.</summary>
    public string? Plugin { get; init; }

    /// <summary>The session; null before there is one, and when it concerns whichever there is.</summary>
    public string? SessionId { get; init; }

    /// <summary>The number of a data message of an agent in its session, from 0 without gaps; null otherwise.</summary>
    public long? SessionSequence { get; init; }

    /// <summary>The content: one JSON value, UTF-8; empty stands for null.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
