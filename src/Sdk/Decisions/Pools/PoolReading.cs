namespace Scalewright.Decisions.Pools;

/// <summary>How large a pool is.</summary>
/// <param name="Ready">How many of it serve.</param>
/// <param name="InFlight">How many were asked for and do not serve yet.</param>
public readonly record struct PoolReading(int Ready, int InFlight)
{
    /// <summary>All that serve or will.</summary>
    public int Size => Ready + InFlight;
}
