namespace Scalewright.Decisions.Policies;

/// <summary>
/// The largest (or smallest) of the values of a sliding window, in memory that the caller lends. Only values that no later
/// one outdoes are kept. When there is room for no more of them, the last one stays longer than its time: it errs to holding on.
/// </summary>
/// <param name="memory">As many numbers as <see cref="RecentRing.LengthFor"/> said.</param>
internal readonly ref struct RecentBest(Span<long> memory)
{
    private readonly RecentRing _ring = new(memory);

    public void AddLargest(long time, long value)
    {
        while (_ring.Count > 0 && _ring.ValueAt(_ring.Count - 1) <= value)
        {
            _ring.DropLatest();
        }

        Add(time, value);
    }

    public void AddSmallest(long time, long value)
    {
        while (_ring.Count > 0 && _ring.ValueAt(_ring.Count - 1) >= value)
        {
            _ring.DropLatest();
        }

        Add(time, value);
    }

    /// <summary>Forgets what is not later than a time.</summary>
    public void Forget(long time) => _ring.Forget(time);

    /// <summary>The best value later than a time; the given one when there is none.</summary>
    public long After(long time, long otherwise)
    {
        _ring.Forget(time);
        return _ring.Count > 0 ? _ring.ValueAt(0) : otherwise;
    }

    private void Add(long time, long value)
    {
        if (_ring.IsFull)
        {
            _ring.TimeAt(_ring.Count - 1) = time;
        }
        else
        {
            _ring.Add(time, value);
        }
    }
}
