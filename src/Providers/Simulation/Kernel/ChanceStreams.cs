namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Streams of chance by name, all from one seed, none depending on another: a draw from one shifts no other.</summary>
/// <param name="seed">The seed of all.</param>
public sealed class ChanceStreams(long seed)
{
    /// <summary>The stream of the simulated work: load, sizes, ordinary durations.</summary>
    public const string Work = "work";

    /// <summary>The stream of what goes wrong. Apart from the work, so that adding a fault leaves the work as it was.</summary>
    public const string Faults = "faults";

    // FNV: offset basis and prime for 64 bits.
    private const ulong OffsetBasis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    private readonly Dictionary<string, StableRandom> _streams = new(StringComparer.Ordinal);

    /// <summary>The stream of a name; the same one each time.</summary>
    /// <param name="name">Any text, such as <c>boot/node-7</c>.</param>
    public StableRandom this[string name]
    {
        get
        {
            if (!_streams.TryGetValue(name, out StableRandom? stream))
            {
                stream = new StableRandom(SeedOf(name));
                _streams.Add(name, stream);
            }

            return stream;
        }
    }

    /// <summary>A stream of a name from its beginning, not remembered: for what draws once or a few times, however many of them there are.</summary>
    /// <param name="name">Any text.</param>
    public StableRandom Draw(string name) => new(SeedOf(name));

    private long SeedOf(string name)
    {
        ulong hash = OffsetBasis;
        foreach (byte part in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ part) * Prime;
        }

        return (long)(hash ^ ((ulong)seed * Prime));
    }
}
