namespace Loopback.Minimega.Control;

internal sealed class CcCommand
{
    public required int Id { get; init; }

    /// <summary>Label from <c>cc prefix</c>, empty for none.</summary>
    public required string Prefix { get; init; }

    /// <summary>Selects guests; null for all.</summary>
    public required CcFilter? Filter { get; init; }

    public IReadOnlyList<string> Words { get; init; } = [];
    public bool Background { get; init; }

    /// <summary>Files for the guest.</summary>
    public IReadOnlyList<string> Sent { get; init; } = [];

    /// <summary>Files from the guest.</summary>
    public IReadOnlyList<string> Received { get; init; } = [];

    /// <summary>Log level for the agent, empty for no change.</summary>
    public string Level { get; init; } = "";

    /// <summary>Guests that existed when a once-only command was issued; null for other commands.</summary>
    public IReadOnlySet<string>? Only { get; init; }

    /// <summary>Exit codes by UUID of the guest.</summary>
    public Dictionary<string, int> Answers { get; } = new(StringComparer.Ordinal);
}
