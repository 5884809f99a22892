namespace Scalewright.Statistics;

/// <summary>
/// Random numbers that depend only on the seed. Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number
/// Generators" (SplitMix64).
/// </summary>
internal struct SplitMixRandom(ulong seed)
{
    /// <summary>Difference of two successive states.</summary>
    public const ulong Increment = 0x9E3779B97F4A7C15;
    private const double Unit = 1.0 / (1UL << 53);
    private ulong _state = seed;

    /// <summary>Returns the number at a position, from 1, of the sequence of a seed.</summary>
    public static ulong Mix(ulong seed, ulong index) => Mix(seed + (Increment * index));

    /// <summary>Returns the number of a state.</summary>
    /// <param name="state">The state.</param>
    public static ulong Mix(ulong state)
    {
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
        return state ^ (state >> 31);
    }

    /// <summary>Returns a number from 0 up to but excluding 1.</summary>
    public double Next()
    {
        _state += Increment;
        return (Mix(_state) >> 11) * Unit;
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
