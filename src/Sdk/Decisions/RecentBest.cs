namespace Scalewright.Decisions;

/// <summary>
/// The largest (or smallest) of the values of a sliding window, in memory that the caller lends. Only values that no later
/// one outdoes are kept. When there is room for no more of them, the last one stays longer than its time: it errs to holding on.
/// </summary>
internal readonly ref struct RecentBest(Span<long> memory, bool isLargest)
{
    /// <summary>How many numbers of memory it needs.</summary>
    public const int Length = 2 + (2 * Capacity);

    private const int Capacity = 64;

    private readonly Span<long> _memory = memory;

    private ref long Head => ref _memory[0];

    private ref long Count => ref _memory[1];

    public void Add(long time, long value)
    {
        while (Count > 0 && (isLargest ? ValueAt(Count - 1) <= value : ValueAt(Count - 1) >= value))
        {
            Count--;
        }

        if (Count == Capacity)
        {
            TimeAt(Count - 1) = time;
            return;
        }

        Count++;
        TimeAt(Count - 1) = time;
        ValueAt(Count - 1) = value;
    }

    /// <summary>The best value later than a time; the given one when there is none.</summary>
    public long After(long time, long otherwise)
    {
        while (Count > 0 && TimeAt(0) <= time)
        {
            Head = (Head + 1) % Capacity;
            Count--;
        }

        return Count > 0 ? ValueAt(0) : otherwise;
    }

    private ref long TimeAt(long index) => ref _memory[2 + (int)((Head + index) % Capacity * 2)];

    private ref long ValueAt(long index) => ref _memory[3 + (int)((Head + index) % Capacity * 2)];
}
