namespace Benchmarks.Fidelity;

/// <summary>What was measured in one place.</summary>
internal sealed record Figures
{
    /// <summary>From wanting the nodes until all are ready.</summary>
    public required TimeSpan Boot { get; init; }

    /// <summary>One command, none beside it.</summary>
    public required TimeSpan Command { get; init; }

    /// <summary>Commands a second with many under way.</summary>
    public required double CommandRate { get; init; }

    /// <summary>One call, none beside it.</summary>
    public required TimeSpan Call { get; init; }

    /// <summary>Calls a second with many under way.</summary>
    public required double CallRate { get; init; }

    /// <summary>Lines that all nodes said at once, and that were heard here, a second.</summary>
    public required double LineRate { get; init; }

    /// <summary>Lines that were heard behind a later one of their node, twice or never.</summary>
    public required int LinesOutOfOrder { get; init; }

    /// <summary>From the death of a node until it answers a call again.</summary>
    public required TimeSpan Failover { get; init; }
}
