namespace Loopback.Minimega.Control;

/// <summary>A command for guests.</summary>
internal sealed class CcCommand
{
    /// <summary>Number from 1.</summary>
    public required int Id { get; init; }

    /// <summary>Label it was given under; empty for none.</summary>
    public required string Prefix { get; init; }

    /// <summary>Which guests; null for all.</summary>
    public required CcFilter? Filter { get; init; }

    /// <summary>Program and arguments; empty when nothing is run.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>True when nobody waits for the program.</summary>
    public bool Background { get; init; }

    /// <summary>Files for the guest.</summary>
    public IReadOnlyList<string> Sent { get; init; } = [];

    /// <summary>Files from the guest.</summary>
    public IReadOnlyList<string> Received { get; init; } = [];

    /// <summary>Log level for the agent; empty for no change.</summary>
    public string Level { get; init; } = "";

    /// <summary>The guests that were there when a once-only command was given; null for a command that waits for others.</summary>
    public IReadOnlySet<string>? Only { get; init; }

    /// <summary>Guests that answered, by UUID, with their exit code.</summary>
    public Dictionary<string, int> Answers { get; } = new(StringComparer.Ordinal);
}
