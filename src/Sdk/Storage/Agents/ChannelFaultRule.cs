using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Agents;

/// <summary>Rule that injects a fault into the traffic between agents and their manager.</summary>
/// <param name="Fault">Fault to inject.</param>
public sealed record ChannelFaultRule(ChannelFault Fault)
{
    /// <summary>Fully qualified domain name of the server to match. Null: all servers.</summary>
    public string? Fqdn { get; init; }

    /// <summary>Direction to match. Default <see cref="ChannelDirection.ToManager"/>.</summary>
    public ChannelDirection Direction { get; init; }

    /// <summary>
    /// Plug-in to match. To the manager: requests that contain a message of the plug-in. From the manager: messages to
    /// the plug-in. Null: all.
    /// </summary>
    public string? Plugin { get; init; }

    /// <summary>Message type to match, as for <see cref="Plugin"/>. Null: all types.</summary>
    public MessageType? Type { get; init; }

    /// <summary>
    /// True to match only polls, false to match only posts. Null: polls, posts and registrations. Ignored for messages
    /// from the manager.
    /// </summary>
    public bool? IsPoll { get; init; }

    /// <summary>Number of requests or messages to skip before the fault is injected. Default 0.</summary>
    public int SkipCount { get; init; }

    /// <summary>
    /// Maximum number of requests or messages, after the skipped ones, that the fault can affect. Null: unlimited.
    /// </summary>
    public int? MaxCount { get; init; }

    /// <summary>Probability of the fault, from 0 to 1. Default 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Delay of <see cref="ChannelFault.Delay"/>. Default 1 second.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Returns true if the rule matches a request.</summary>
    /// <param name="fqdn">Fully qualified domain name of the server that sends the request.</param>
    /// <param name="post">Messages of a post. Null: the request is a poll.</param>
    internal bool MatchesRequest(string fqdn, MessagePost? post) =>
        Direction == ChannelDirection.ToManager
        && MatchesServer(fqdn)
        && (IsPoll is null || IsPoll == post is null)
        && ((Plugin is null && Type is null) || post?.Messages.Any(MatchesMessage) == true);

    internal bool MatchesRegistration(string fqdn) =>
        Direction == ChannelDirection.ToManager && MatchesServer(fqdn) && IsPoll is null && Plugin is null && Type is null;

    internal bool MatchesResponse(string fqdn, AgentMessage message) =>
        Direction == ChannelDirection.FromManager && MatchesServer(fqdn) && MatchesMessage(message);

    private bool MatchesServer(string fqdn) => Fqdn is null || string.Equals(Fqdn, fqdn, StringComparison.Ordinal);

    private bool MatchesMessage(AgentMessage message) =>
        (Plugin is null || string.Equals(Plugin, message.Plugin, StringComparison.Ordinal)) && (Type is null || Type == message.Type);
}

/// <summary>Direction of traffic between an agent and its manager.</summary>
public enum ChannelDirection
{
    /// <summary>From the agent: its requests, both polls and messages.</summary>
    ToManager,

    /// <summary>From the manager: each message in its responses.</summary>
    FromManager,
}
