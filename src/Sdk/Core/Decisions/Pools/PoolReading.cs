namespace Scalewright.Decisions.Pools;

/// <summary>Current size of a pool.</summary>
/// <param name="Ready">Number of ready members.</param>
/// <param name="InFlight">Number of members that were requested and are not ready yet.</param>
public readonly record struct PoolReading(int Ready, int InFlight)
{
    /// <summary>Current maximum size, which no decision exceeds. Default null: no limit of its own.</summary>
    public int? SizeMax { get; init; }

    /// <summary>Number of ready and requested members.</summary>
    public int Size => Ready + InFlight;
}
