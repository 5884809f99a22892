namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>An FNV-1a hash over (step, actor, event, time): two runs took the same course when theirs are equal.</summary>
/// <param name="Value">The hash so far.</param>
public readonly record struct TraceHash(ulong Value)
{
    // FNV: offset basis and prime for 64 bits.
    private const ulong OffsetBasis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The hash of nothing.</summary>
    public static TraceHash Empty { get; } = new(OffsetBasis);

    /// <summary>Adds one event, each number as little-endian bytes.</summary>
    /// <param name="step">The step's number.</param>
    /// <param name="actor">Who.</param>
    /// <param name="code">What.</param>
    /// <param name="time">When, in ticks.</param>
    public TraceHash Add(long step, int actor, int code, long time)
    {
        ulong hash = Fold(Value, (ulong)step);
        hash = Fold(hash, ((ulong)(uint)code << 32) | (uint)actor);
        return new TraceHash(Fold(hash, (ulong)time));
    }

    /// <summary>Sixteen hexadecimal digits.</summary>
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
