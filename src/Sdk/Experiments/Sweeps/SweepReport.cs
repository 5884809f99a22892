namespace Scalewright.Sweeps;

/// <summary>What there is of a sweep.</summary>
/// <param name="Points">How many points it has.</param>
/// <param name="Done">How many of them have a result.</param>
/// <param name="Failures">Why points have none, by key, the last reason of each; points that nobody came to are not in it.</param>
public sealed record SweepReport(int Points, int Done, ValueMap<string> Failures)
{
    /// <summary>Whether every point has a result.</summary>
    public bool IsComplete => Done == Points;
}
