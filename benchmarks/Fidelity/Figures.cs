namespace Benchmarks.Fidelity;

/// <summary>Measurements of one provider.</summary>
internal sealed record Figures
{
    /// <summary>Time from the request for the nodes until all are ready.</summary>
    public required TimeSpan Boot { get; init; }

    /// <summary>Time of one command without concurrent commands.</summary>
    public required TimeSpan Command { get; init; }

    /// <summary>Commands per second with many running concurrently.</summary>
    public required double CommandRate { get; init; }

    /// <summary>Time of one call without concurrent calls.</summary>
    public required TimeSpan Call { get; init; }

    /// <summary>Calls per second with many running concurrently.</summary>
    public required double CallRate { get; init; }

    /// <summary>Lines per second received here while all nodes log concurrently.</summary>
    public required double LineRate { get; init; }

    /// <summary>Number of lines that arrived after a later line of their node, twice or never.</summary>
    public required int LinesOutOfOrder { get; init; }

    /// <summary>Time from the failure of a node until it responds to a call again.</summary>
    public required TimeSpan Failover { get; init; }
}
