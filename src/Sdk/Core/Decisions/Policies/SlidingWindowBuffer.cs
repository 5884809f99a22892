using System.Numerics;

namespace Scalewright.Decisions.Policies;

/// <summary>Ring buffer in memory of the caller: start, count, then times and values, oldest first.</summary>
internal readonly ref struct SlidingWindowBuffer
{
    public const int MaxCapacity = 65_536;

    private const int MinCapacity = 64;
    private const int HeadLength = 2;
    private const int SlotLength = 2;

    private readonly Span<long> _memory;
    private readonly long _mask;

    /// <param name="memory">Memory with the length of <see cref="LengthOf"/> or <see cref="LengthFor"/>.</param>
    public SlidingWindowBuffer(Span<long> memory)
    {
        _memory = memory;
        _mask = ((memory.Length - HeadLength) / SlotLength) - 1;
    }

    public long Count => _memory[1];

    public bool IsFull => _memory[1] > _mask;

    /// <summary>Returns the memory length for a number of values, at most <see cref="MaxCapacity"/>.</summary>
    public static int LengthOf(long count) =>
        HeadLength + (SlotLength * (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(count, 2, MaxCapacity)));

    /// <summary>Returns the memory length for a window with at most one value per second.</summary>
    public static int LengthFor(TimeSpan window) =>
        LengthOf(Math.Max(MinCapacity, (window.Ticks / TimeSpan.TicksPerSecond) + 2));

    public ref long TimeAt(long index) => ref _memory[Place(index)];

    public ref long ValueAt(long index) => ref _memory[Place(index) + 1];

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

    /// <summary>Removes values up to and including a time.</summary>
    public void Forget(long time)
    {
        while (Count > 0 && TimeAt(0) <= time)
        {
            DropOldest();
        }
    }

    // Removed values must not stay in the stored state.
    private void Clear(long index) => _memory.Slice(Place(index), SlotLength).Clear();

    private int Place(long index) => HeadLength + (SlotLength * (int)((_memory[0] + index) & _mask));
}
