namespace Scalewright.Providers.Minimega;

/// <summary>Message from the server. A call receives one or more messages.</summary>
internal sealed record MinimegaReply
{
    /// <summary>Responses of the hosts, ordered by host name; null for blank lines, comments and suggestions.</summary>
    public ValueList<MinimegaEntry>? Entries { get; init; }

    /// <summary>Output that minimega's shell would print. Default empty.</summary>
    public string Rendered { get; init; } = "";

    /// <summary>True if more messages of this call follow.</summary>
    public bool More { get; init; }

    /// <summary>True for a progress message, which is not part of the response.</summary>
    public bool Status { get; init; }

    /// <summary>Suggested lines, each ending in a space; null if the message has no suggestions.</summary>
    public ValueList<string>? Suggestions { get; init; }
}
