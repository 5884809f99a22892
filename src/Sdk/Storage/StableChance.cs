namespace Scalewright.Storage;

/// <summary>Ids and numbers drawn from a seed; a state that is opened again goes on with others.</summary>
internal sealed class StableChance(long seed, long sequence)
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(unchecked((int)((seed * 1_000_003) + sequence)));

    /// <summary>A number from 0 to max, both included.</summary>
    public long Next(long max)
    {
        lock (_gate)
        {
            return _random.NextInt64(max + 1);
        }
    }

    /// <summary>An id in the form of a UUID.</summary>
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
