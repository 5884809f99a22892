namespace Scalewright.Experiments.Runs;

/// <summary>Seeds that follow from one another and have nothing else in common.</summary>
internal static class RunSeed
{
    /// <summary>The seed of a part.</summary>
    /// <param name="seed">The seed of the whole.</param>
    /// <param name="part">Number of the part.</param>
    public static long Of(long seed, long part)
    {
        // SplitMix64 (Steele, Lea, Flood 2014).
        ulong value = (ulong)seed + (0x9E3779B97F4A7C15 * (ulong)(part + 1));
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return (long)(value ^ (value >> 31));
    }
}
