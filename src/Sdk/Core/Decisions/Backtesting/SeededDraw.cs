namespace Scalewright.Decisions.Backtesting;

/// <summary>Chance that is the same for the same seed on every machine. Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators" (SplitMix64).</summary>
internal struct SeededDraw(ulong seed)
{
    private const double Unit = 1.0 / (1UL << 53);
    private ulong _state = seed;

    /// <summary>A number from 0 up to, not including, 1.</summary>
    public double Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return ((mixed ^ (mixed >> 31)) >> 11) * Unit;
    }

    /// <summary>A waiting time with mean 1.</summary>
    public double NextExponential() => -Math.Log(1 - Next());

    /// <summary>A number with mean 0 and deviation 1, near enough to normal for noise: a sum of twelve.</summary>
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
