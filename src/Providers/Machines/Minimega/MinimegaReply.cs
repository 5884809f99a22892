namespace Scalewright.Providers.Minimega;

/// <summary>One message of the server. A call gets one or more.</summary>
public sealed record MinimegaReply
{
    /// <summary>What the hosts answered, in the order of their names; null for blank lines, comments and suggestions.</summary>
    public ValueList<MinimegaEntry>? Entries { get; init; }

    /// <summary>What minimega's shell would print. Default empty.</summary>
    public string Rendered { get; init; } = "";

    /// <summary>True when more messages of this call follow.</summary>
    public bool More { get; init; }

    /// <summary>True for a note of progress, which is no part of the answer.</summary>
    public bool Status { get; init; }

    /// <summary>Whole lines ending in a blank; null when the message carries none.</summary>
    public ValueList<string>? Suggestions { get; init; }
}
