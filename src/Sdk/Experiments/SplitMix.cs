namespace Scalewright.Experiments;

/// <summary>Numbers that have nothing in common but where they come from, the same on every machine: SplitMix64 (Steele, Lea, Flood 2014).</summary>
internal static class SplitMix
{
    /// <summary>The number of a place in the sequence of a seed, from 1.</summary>
    public static ulong Of(ulong seed, ulong place)
    {
        ulong value = seed + (0x9E3779B97F4A7C15 * place);
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
