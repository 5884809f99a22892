using System.Numerics;

namespace Scalewright.Decisions.Policies;

/// <summary>The latest values and their times, the oldest first, in memory that the caller lends: where the oldest is, how many there are, then a time and a value for each.</summary>
internal readonly ref struct RecentRing
{
    /// <summary>How many values it can have room for.</summary>
    public const int CapacityMax = 65_536;

    private const int CapacityMin = 64;
    private const int HeadLength = 2;
    private const int SlotLength = 2;

    private readonly Span<long> _memory;
    private readonly long _mask;

    /// <param name="memory">As many numbers as <see cref="LengthOf"/> or <see cref="LengthFor"/> said.</param>
    public RecentRing(Span<long> memory)
    {
        _memory = memory;
        _mask = ((memory.Length - HeadLength) / SlotLength) - 1;
    }

    public long Count => _memory[1];

    public bool IsFull => _memory[1] > _mask;

    /// <summary>How many numbers of memory it needs for so many values; beyond <see cref="CapacityMax"/> there is no more room.</summary>
    public static int LengthOf(long count) => HeadLength + (SlotLength * (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(count, 2, CapacityMax)));

    /// <summary>How many it needs for a window in which at most one value comes in each second, or few.</summary>
    public static int LengthFor(TimeSpan window) => LengthOf(Math.Max(CapacityMin, (window.Ticks / TimeSpan.TicksPerSecond) + 2));

    public ref long TimeAt(long index) => ref _memory[Place(index)];

    public ref long ValueAt(long index) => ref _memory[Place(index) + 1];

    /// <summary>Adds a value; there must be room.</summary>
    public void Add(long time, long value)
    {
        int place = Place(_memory[1]++);
        _memory[place + 1] = value;
        _memory[place] = time;
    }

    public void DropLatest() => Clear(--_memory[1]);

    public void DropOldest()
    {
        Clear(0);
        _memory[0] = (_memory[0] + 1) & _mask;
        _memory[1]--;
    }

    /// <summary>Forgets what is not later than a time.</summary>
    public void Forget(long time)
    {
        while (Count > 0 && TimeAt(0) <= time)
        {
            DropOldest();
        }
    }

    // What is no more shall not be kept with the state either.
    private void Clear(long index) => _memory.Slice(Place(index), SlotLength).Clear();

    private int Place(long index) => HeadLength + (SlotLength * (int)((_memory[0] + index) & _mask));
}
