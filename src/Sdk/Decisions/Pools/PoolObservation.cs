namespace Scalewright.Decisions.Pools;

/// <summary>Current size of a pool.</summary>
/// <param name="ReadyCount">Number of ready members.</param>
/// <param name="InFlightCount">Number of members that were requested and are not ready yet.</param>
public readonly record struct PoolObservation(int ReadyCount, int InFlightCount)
{
    /// <summary>Current maximum size, which no decision exceeds. Default null: the pool has no maximum.</summary>
    public int? MaxSize { get; init; }

    /// <summary>Number of ready and requested members.</summary>
    public int Size => ReadyCount + InFlightCount;
}
