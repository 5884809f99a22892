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

    private long DeriveSeed(string name)
    {
        ulong hash = OffsetBasis;
        foreach (byte part in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ part) * Prime;
        }

        return (long)(hash ^ ((ulong)seed * Prime));
    }
}
