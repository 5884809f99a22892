namespace Scalewright.Decisions.Pools;

/// <summary>How large a pool is.</summary>
/// <param name="Ready">How many of it serve.</param>
/// <param name="InFlight">How many were asked for and do not serve yet.</param>
public readonly record struct PoolReading(int Ready, int InFlight)
{
    /// <summary>How large it may be now; no decision goes beyond that, whatever the engine's bounds. Null, the default: it has no limit of its own.</summary>
    public int? SizeMax { get; init; }

    /// <summary>All that serve or will.</summary>
    public int Size => Ready + InFlight;
}
