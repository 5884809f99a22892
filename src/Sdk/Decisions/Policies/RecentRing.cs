using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scalewright.Decisions.Policies;

/// <summary>The latest values and their times, the oldest first, in memory that the caller lends.</summary>
internal struct RecentRing
{
    /// <summary>How many numbers of memory it needs.</summary>
    public const int Length = 2 + (2 * Capacity);

    /// <summary>How many values there is room for; a power of two.</summary>
    public const int Capacity = 64;

    private long _head;
    private long _count;
    private Slots _slots;

    public readonly long Count => _count;

    public readonly bool IsFull => _count == Capacity;

    public static ref RecentRing In(Span<long> memory) => ref MemoryMarshal.AsRef<RecentRing>(MemoryMarshal.AsBytes(memory));

    [UnscopedRef]
    public ref long TimeAt(long index) => ref _slots[(int)((_head + index) & (Capacity - 1))].Time;

    [UnscopedRef]
    public ref long ValueAt(long index) => ref _slots[(int)((_head + index) & (Capacity - 1))].Value;

    /// <summary>Adds a value; there must be room.</summary>
    public void Add(long time, long value) => _slots[(int)((_head + _count++) & (Capacity - 1))] = new Slot { Time = time, Value = value };

    public void DropLatest() => _count--;

    public void DropOldest()
    {
        _head = (_head + 1) & (Capacity - 1);
        _count--;
    }

    /// <summary>Forgets what is not later than a time.</summary>
    public void Forget(long time)
    {
        while (_count > 0 && TimeAt(0) <= time)
        {
            DropOldest();
        }
    }

    private struct Slot
    {
        public long Time;
        public long Value;
    }

    [InlineArray(Capacity)]
    private struct Slots
    {
        private Slot _first;
    }
}
