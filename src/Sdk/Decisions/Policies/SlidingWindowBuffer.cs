using System.Numerics;

namespace Scalewright.Decisions.Policies;

/// <summary>Ring buffer in memory of the caller: start, count, then times and values, oldest first.</summary>
internal readonly ref struct SlidingWindowBuffer
{
    public const int MaxCapacity = 65_536;

    private const int MinCapacity = 64;
    private const int HeadLength = 2;
    private const int SlotLength = 2;

    private readonly Span<long> _state;
    private readonly long _mask;

    /// <param name="state">Memory with the length of <see cref="GetLength"/> or <see cref="LengthFor"/>.</param>
    public SlidingWindowBuffer(Span<long> state)
    {
        _state = state;
        _mask = ((state.Length - HeadLength) / SlotLength) - 1;
    }

    public long Count => _state[1];

    public bool IsFull => _state[1] > _mask;

    /// <summary>Returns the memory length for a number of values, at most <see cref="MaxCapacity"/>.</summary>
    public static int GetLength(long count) =>
        HeadLength + (SlotLength * (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(count, 2, MaxCapacity)));

    /// <summary>Returns the memory length for a window with at most one value per second.</summary>
    public static int LengthFor(TimeSpan window) => GetLength(Math.Max(MinCapacity, (window.Ticks / TimeSpan.TicksPerSecond) + 2));

    public ref long TimeAt(long index) => ref _state[GetOffset(index)];

    public ref long ValueAt(long index) => ref _state[GetOffset(index) + 1];

    public void Add(long time, long value)
    {
        int offset = GetOffset(_state[1]++);
        _state[offset + 1] = value;
        _state[offset] = time;
    }

    public void DropLatest() => Clear(--_state[1]);

    public void DropOldest()
    {
        Clear(0);
        _state[0] = (_state[0] + 1) & _mask;
        _state[1]--;
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
    private void Clear(long index) => _state.Slice(GetOffset(index), SlotLength).Clear();

    private int GetOffset(long index) => HeadLength + (SlotLength * (int)((_state[0] + index) & _mask));
}
