using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Agents;

/// <summary>A rule of what goes wrong between agents and their manager.</summary>
/// <param name="Fault">What happens.</param>
public sealed record LineRule(LineFault Fault)
{
    /// <summary>The server it concerns, by its full name; null: every one.</summary>
    public string? Fqdn { get; init; }

    /// <summary>Which way that goes which it concerns; default to the manager.</summary>
    public LineDirection Direction { get; init; }

    /// <summary>The plug-in whose messages it concerns: a request with one of them, or each message of the manager; null: every one.</summary>
    public string? Plugin { get; init; }

    /// <summary>The type of message it concerns; null: every one.</summary>
    public MessageType? Type { get; init; }

    /// <summary>Whether it concerns questions for messages, not messages sent; null: both, and registrations. Only to the manager.</summary>
    public bool? IsGet { get; init; }

    /// <summary>How many requests or messages pass before it begins; default 0.</summary>
    public int Passes { get; init; }

    /// <summary>How many requests or messages it concerns; null: all from then on.</summary>
    public int? Times { get; init; }

    /// <summary>How often it happens, 0 to 1; default 1, always.</summary>
    public double Share { get; init; } = 1;

    /// <summary>How long a delayed request waits; default a second.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether it concerns messages that an agent sends; null for its question.</summary>
    internal bool ConcernsRequest(string fqdn, MessagePost? post) => Direction == LineDirection.ToManager && IsOf(fqdn)
        && (IsGet is null || IsGet == post is null)
        && ((Plugin is null && Type is null) || post?.Messages.Any(Concerns) == true);

    internal bool ConcernsRegistration(string fqdn) => Direction == LineDirection.ToManager && IsOf(fqdn) && IsGet is null && Plugin is null && Type is null;

    /// <summary>Whether it concerns a message that the manager sent.</summary>
    internal bool ConcernsAnswer(string fqdn, AgentMessage message) => Direction == LineDirection.FromManager && IsOf(fqdn) && Concerns(message);

    private bool IsOf(string fqdn) => Fqdn is null || string.Equals(Fqdn, fqdn, StringComparison.Ordinal);

    private bool Concerns(AgentMessage message) =>
        (Plugin is null || string.Equals(Plugin, message.Plugin, StringComparison.Ordinal)) && (Type is null || Type == message.Type);
}
