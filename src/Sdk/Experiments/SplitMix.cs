namespace Scalewright.Experiments;

/// <summary>Derives independent numbers from one seed: SplitMix64 (Steele, Lea, Flood 2014).</summary>
internal static class SplitMix
{
    /// <summary>Returns the number at a position, from 1, of the sequence of a seed.</summary>
    public static ulong Mix(ulong seed, ulong index)
    {
        ulong value = seed + (0x9E3779B97F4A7C15 * index);
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
