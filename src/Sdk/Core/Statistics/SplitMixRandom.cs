namespace Scalewright.Statistics;

/// <summary>
/// Random numbers that depend only on the seed. Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number
/// Generators" (SplitMix64).
/// </summary>
internal struct SplitMixRandom(ulong seed)
{
    private const double Unit = 1.0 / (1UL << 53);
    private ulong _state = seed;

    /// <summary>Returns a number from 0 up to but excluding 1.</summary>
    public double Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return ((mixed ^ (mixed >> 31)) >> 11) * Unit;
    }

    /// <summary>Returns an exponentially distributed waiting time with mean 1.</summary>
    public double NextExponential() => -Math.Log(1 - Next());

    /// <summary>
    /// Returns an approximately normally distributed number with mean 0 and standard deviation 1, from a sum of 12
    /// uniform numbers.
    /// </summary>
    public double NextNormal()
    {
        double sum = -6;
        for (int count = 0; count < 12; count++)
        {
            sum += Next();
        }

        return sum;
    }
}
