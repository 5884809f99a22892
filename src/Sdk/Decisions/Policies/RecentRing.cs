namespace Scalewright.Decisions.Policies;

/// <summary>The latest values and their times, the oldest first, in memory that the caller lends.</summary>
internal readonly ref struct RecentRing(Span<long> memory)
{
    /// <summary>How many numbers of memory it needs.</summary>
    public const int Length = 2 + (2 * Capacity);

    /// <summary>How many values there is room for.</summary>
    public const int Capacity = 64;

    private readonly Span<long> _memory = memory;

    public long Count => _memory[1];

    public bool IsFull => Count == Capacity;

    private ref long Head => ref _memory[0];

    public ref long TimeAt(long index) => ref _memory[2 + (int)((Head + index) % Capacity * 2)];

    public ref long ValueAt(long index) => ref _memory[3 + (int)((Head + index) % Capacity * 2)];

    /// <summary>Adds a value; there must be room.</summary>
    public void Add(long time, long value)
    {
        _memory[1]++;
        TimeAt(Count - 1) = time;
        ValueAt(Count - 1) = value;
    }

    public void DropLatest() => _memory[1]--;

    public void DropOldest()
    {
        Head = (Head + 1) % Capacity;
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
}
