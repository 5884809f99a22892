namespace Scalewright.Decisions.Policies;

/// <summary>Sums of the values of sliding windows, in memory that the caller lends. When it is full, the two oldest become one, as late as the later.</summary>
/// <param name="memory">As many numbers as <see cref="RecentRing.LengthFor"/> said.</param>
internal readonly ref struct RecentSum(Span<long> memory)
{
    private readonly RecentRing _ring = new(memory);

    public void Add(long time, long value)
    {
        if (_ring.IsFull)
        {
            _ring.ValueAt(1) += _ring.ValueAt(0);
            _ring.DropOldest();
        }

        _ring.Add(time, value);
    }

    /// <summary>Forgets what is not later than a time.</summary>
    public void Forget(long time) => _ring.Forget(time);

    /// <summary>The sum of the values later than a time.</summary>
    public long After(long time)
    {
        long sum = 0;
        for (long index = _ring.Count - 1; index >= 0 && _ring.TimeAt(index) > time; index--)
        {
            sum += _ring.ValueAt(index);
        }

        return sum;
    }
}
