namespace Scalewright.Sweeps;

/// <summary>One attempt to compute the missing points of a sweep, split into independent elements.</summary>
/// <param name="Number">Number of the attempt, from 1.</param>
/// <param name="PointCount">Number of points.</param>
/// <param name="ChunkSize">Number of points per element. The last element may have fewer.</param>
public sealed record SweepAttempt(int Number, int PointCount, int ChunkSize)
{
    /// <summary>Number of elements. They are numbered from 0.</summary>
    public int ElementCount => (PointCount + ChunkSize - 1) / ChunkSize;

    internal static string GetName(int number) => number.ToString("D6", CultureInfo.InvariantCulture);
}
