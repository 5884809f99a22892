namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>FNV-1a hash over (step, actor, event, time). Equal for two runs with the same trace.</summary>
/// <param name="Value">Current hash.</param>
public readonly record struct TraceHash(ulong Value)
{
    // FNV: offset basis and prime for 64 bits.
    private const ulong OffsetBasis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>Hash of an empty trace.</summary>
    public static TraceHash Empty { get; } = new(OffsetBasis);

    /// <summary>Returns the hash with one more event, each number as little-endian bytes.</summary>
    /// <param name="step">Number of the step.</param>
    /// <param name="actor">Number of the actor.</param>
    /// <param name="code">Number of the event.</param>
    /// <param name="time">Time in ticks.</param>
    public TraceHash Add(long step, int actor, int code, long time)
    {
        ulong hash = Fold(Value, (ulong)step);
        hash = Fold(hash, ((ulong)(uint)code << 32) | (uint)actor);
        return new TraceHash(Fold(hash, (ulong)time));
    }

    /// <summary>Returns sixteen hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    private static ulong Fold(ulong hash, ulong word)
    {
        for (int shift = 0; shift < 64; shift += 8)
        {
            hash = (hash ^ ((word >> shift) & 0xff)) * Prime;
        }

        return hash;
    }
}
