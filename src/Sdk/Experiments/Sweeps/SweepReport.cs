namespace Scalewright.Sweeps;

/// <summary>State of a sweep.</summary>
/// <param name="PointCount">Total number of points.</param>
/// <param name="CompletedCount">Number of points with a result.</param>
/// <param name="Failures">Last failure of each point without a result, by key. Points that were not tried are not
/// listed.</param>
public sealed record SweepReport(int PointCount, int CompletedCount, ValueMap<string> Failures)
{
    /// <summary>Indicates whether every point has a result.</summary>
    public bool IsComplete => CompletedCount == PointCount;
}
