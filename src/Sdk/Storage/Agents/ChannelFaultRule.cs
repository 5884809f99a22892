using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Agents;

/// <summary>Rule that injects a fault between agents and their manager.</summary>
/// <param name="Fault">Fault to inject.</param>
public sealed record ChannelFaultRule(ChannelFault Fault)
{
    /// <summary>Full name of the server to match. Null: all servers.</summary>
    public string? Fqdn { get; init; }

    /// <summary>Direction to match. Default to the manager.</summary>
    public ChannelDirection Direction { get; init; }

    /// <summary>Plug-in to match: requests with its messages, or its messages from the manager. Null: all.</summary>
    public string? Plugin { get; init; }

    /// <summary>Message type to match. Null: all types.</summary>
    public MessageType? Type { get; init; }

    /// <summary>True to match polls, false posts, null both and registrations.</summary>
    /// <remarks>Applies only to the direction to the manager.</remarks>
    public bool? IsPoll { get; init; }

    /// <summary>Number of requests or messages to skip before the fault is injected. Default 0.</summary>
    public int SkipCount { get; init; }

    /// <summary>Maximum number of requests or messages to inject the fault into. Null: unlimited.</summary>
    public int? MaxCount { get; init; }

    /// <summary>Probability of the fault, from 0 to 1. Default 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Delay of a delayed request. Default 1 second.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Returns true if the rule matches a request. A null <paramref name="post"/> is a poll.</summary>
    internal bool ConcernsRequest(string fqdn, MessagePost? post) =>
        Direction == ChannelDirection.ToManager && IsFor(fqdn)
            && (IsPoll is null || IsPoll == post is null)
            && ((Plugin is null && Type is null) || post?.Messages.Any(Concerns) == true);

    internal bool ConcernsRegistration(string fqdn) =>
        Direction == ChannelDirection.ToManager && IsFor(fqdn) && IsPoll is null && Plugin is null && Type is null;

    internal bool ConcernsAnswer(string fqdn, AgentMessage message) =>
        Direction == ChannelDirection.FromManager && IsFor(fqdn) && Concerns(message);

    private bool IsFor(string fqdn) => Fqdn is null || string.Equals(Fqdn, fqdn, StringComparison.Ordinal);

    private bool Concerns(AgentMessage message) =>
        (Plugin is null || string.Equals(Plugin, message.Plugin, StringComparison.Ordinal))
        && (Type is null || Type == message.Type);
}

/// <summary>Direction of traffic between an agent and its manager.</summary>
public enum ChannelDirection
{
    /// <summary>From the agent: its requests, both polls and messages.</summary>
    ToManager,

    /// <summary>From the manager: each message in its responses.</summary>
    FromManager,
}
