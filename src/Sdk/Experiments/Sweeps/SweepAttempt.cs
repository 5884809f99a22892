namespace Scalewright.Sweeps;

/// <summary>One go at what a sweep still lacks, split into elements that share nothing.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Points">How many points it has.</param>
/// <param name="Chunk">How many points an element has, the last one perhaps fewer.</param>
public sealed record SweepAttempt(int Number, int Points, int Chunk)
{
    /// <summary>How many elements it has; they are numbered from 0.</summary>
    public int Elements => (Points + Chunk - 1) / Chunk;

    internal static string NameOf(int number) => number.ToString("D6", CultureInfo.InvariantCulture);
}
