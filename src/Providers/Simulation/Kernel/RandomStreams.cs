using System.Runtime.CompilerServices;

namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Named, independent random streams of one seed. Reading from one stream does not affect the
/// others.</summary>
/// <param name="seed">Seed of all streams.</param>
public sealed class RandomStreams(long seed)
{
    /// <summary>Name of the stream of the workload: load, sizes, ordinary durations.</summary>
    public const string Work = "work";

    /// <summary>Name of the stream of faults. Separate, so that adding a fault does not change the workload.</summary>
    public const string Faults = "faults";

    // FNV: offset basis and prime for 64 bits.
    private const ulong OffsetBasis = 14695981039346656037;
    private const ulong Prime = 1099511628211;
    private const int StackLength = 512;

    private readonly Dictionary<string, StableRandom> _streams = new(StringComparer.Ordinal);

    /// <summary>Gets the stream of a name. Returns the same instance each time.</summary>
    /// <param name="name">Any text, for example <c>boot/node-7</c>.</param>
    public StableRandom this[string name]
    {
        get
        {
            if (!_streams.TryGetValue(name, out StableRandom? stream))
            {
                stream = new StableRandom(DeriveSeed(name));
                _streams.Add(name, stream);
            }

            return stream;
        }
    }

    /// <summary>Creates a stream at its start without storing it, for streams that are read only rarely.</summary>
    /// <param name="name">Any text.</param>
    public StableRandom CreateStream(string name) => new(DeriveSeed(name));

    /// <summary>Creates a stream whose name is formatted without a string.</summary>
    internal StableRandom CreateStream(ref DefaultInterpolatedStringHandler name)
    {
        StableRandom stream = new(DeriveSeed(name.Text));
        name.Clear();
        return stream;
    }

    private long DeriveSeed(ReadOnlySpan<char> name)
    {
        int maxLength = Encoding.UTF8.GetMaxByteCount(name.Length);
        Span<byte> utf8 = maxLength <= StackLength ? stackalloc byte[StackLength] : new byte[maxLength];
        ulong hash = OffsetBasis;
        foreach (byte part in utf8[..Encoding.UTF8.GetBytes(name, utf8)])
        {
            hash = (hash ^ part) * Prime;
        }

        return (long)(hash ^ ((ulong)seed * Prime));
    }
}
