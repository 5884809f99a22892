namespace Scalewright.Decisions;

/// <summary>Sums of the values of sliding windows, in memory that the caller lends. When it is full, the two oldest become one, as late as the later.</summary>
internal readonly ref struct RecentSum(Span<long> memory)
{
    /// <summary>How many numbers of memory it needs.</summary>
    public const int Length = 2 + (2 * Capacity);

    private const int Capacity = 64;

    private readonly Span<long> _memory = memory;

    private ref long Head => ref _memory[0];

    private ref long Count => ref _memory[1];

    public void Add(long time, long value)
    {
        if (Count == Capacity)
        {
            ValueAt(1) += ValueAt(0);
            DropOldest();
        }

        Count++;
        TimeAt(Count - 1) = time;
        ValueAt(Count - 1) = value;
    }

    /// <summary>Forgets what is not later than a time.</summary>
    public void Forget(long time)
    {
        while (Count > 0 && TimeAt(0) <= time)
        {
            DropOldest();
        }
    }

    /// <summary>The sum of the values later than a time.</summary>
    public long After(long time)
    {
        long sum = 0;
        for (long index = Count - 1; index >= 0 && TimeAt(index) > time; index--)
        {
            sum += ValueAt(index);
        }

        return sum;
    }

    private void DropOldest()
    {
        Head = (Head + 1) % Capacity;
        Count--;
    }

    private ref long TimeAt(long index) => ref _memory[2 + (int)((Head + index) % Capacity * 2)];

    private ref long ValueAt(long index) => ref _memory[3 + (int)((Head + index) % Capacity * 2)];
}
