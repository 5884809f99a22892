using System.Runtime.CompilerServices;

namespace Scalewright.Decisions.Policies;

/// <summary>Nodes of the last eight scale-outs that are still warming up.</summary>
internal struct WarmUpState : IEquatable<WarmUpState>
{
    private const int Capacity = 8;

    private Batches _batches;

    internal int CountAt(long now)
    {
        long count = 0;
        for (int index = 0; index < Capacity; index++)
        {
            count += _batches[index].Ends > now ? _batches[index].Count : 0;
        }

        return SizeMath.FromCount(count);
    }

    /// <summary>Records a scale-out. Replaces the one whose warm-up ends first.</summary>
    internal void Add(long ends, int count)
    {
        int first = 0;
        for (int index = 1; index < Capacity; index++)
        {
            first = _batches[index].Ends < _batches[first].Ends ? index : first;
        }

        _batches[first] = new(ends, count);
    }

    public readonly bool Equals(WarmUpState other)
    {
        for (int index = 0; index < Capacity; index++)
        {
            if (_batches[index] != other._batches[index])
            {
                return false;
            }
        }

        return true;
    }

    public override readonly bool Equals(object? obj) => obj is WarmUpState other && Equals(other);

    public override readonly int GetHashCode() => _batches[0].GetHashCode();

    public static bool operator ==(WarmUpState left, WarmUpState right) => left.Equals(right);

    public static bool operator !=(WarmUpState left, WarmUpState right) => !left.Equals(right);

    private readonly record struct Batch(long Ends, long Count);

    [InlineArray(Capacity)]
    private struct Batches
    {
        private Batch _first;
    }
}
