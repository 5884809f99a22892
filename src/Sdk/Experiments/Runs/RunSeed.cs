namespace Scalewright.Experiments.Runs;

/// <summary>Seeds that follow from one another and have nothing else in common.</summary>
internal static class RunSeed
{
    /// <summary>The seed of a part.</summary>
    /// <param name="seed">The seed of the whole.</param>
    /// <param name="part">Number of the part.</param>
    public static long Of(long seed, long part) => (long)SplitMix.Of((ulong)seed, (ulong)(part + 1));
}
