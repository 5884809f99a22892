namespace Scalewright.Sweeps;

/// <summary>State of a sweep.</summary>
/// <param name="Points">Total number of points.</param>
/// <param name="Done">Number of points with a result.</param>
/// <param name="Failures">Last failure of each point without a result, by key. Points that were not tried are not
/// listed.</param>
public sealed record SweepReport(int Points, int Done, ValueMap<string> Failures)
{
    /// <summary>Indicates whether every point has a result.</summary>
    public bool IsComplete => Done == Points;
}
