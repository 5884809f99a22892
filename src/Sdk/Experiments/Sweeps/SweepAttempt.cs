namespace Scalewright.Sweeps;

/// <summary>One attempt to compute the missing points of a sweep, split into independent elements.</summary>
/// <param name="Number">Number of the attempt, from 1.</param>
/// <param name="Points">Number of points.</param>
/// <param name="Chunk">Number of points per element. The last element may have fewer.</param>
public sealed record SweepAttempt(int Number, int Points, int Chunk)
{
    /// <summary>Number of elements. They are numbered from 0.</summary>
    public int Elements => (Points + Chunk - 1) / Chunk;

    internal static string NameOf(int number) => number.ToString("D6", CultureInfo.InvariantCulture);
}
