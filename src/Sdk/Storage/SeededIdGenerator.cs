namespace Scalewright.Storage;

/// <summary>Generates IDs and numbers from a seed. After the state is reopened, it continues with different
/// values.</summary>
internal sealed class SeededIdGenerator(long seed, long sequence)
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(unchecked((int)((seed * 1_000_003) + sequence)));

    /// <summary>Returns a number from 0 to <paramref name="max"/>, inclusive.</summary>
    public long Next(long max)
    {
        lock (_gate)
        {
            return _random.NextInt64(max + 1);
        }
    }

    public string NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_gate)
        {
            _random.NextBytes(bytes);
        }

        return new Guid(bytes).ToString();
    }
}
