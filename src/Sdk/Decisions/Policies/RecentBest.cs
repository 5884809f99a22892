namespace Scalewright.Decisions.Policies;

/// <summary>
/// The largest (or smallest) of the values of a sliding window, in memory that the caller lends. Only values that no later
/// one outdoes are kept. When there is room for no more of them, the last one stays longer than its time: it errs to holding on.
/// </summary>
internal readonly ref struct RecentBest(Span<long> memory, bool isLargest)
{
    /// <inheritdoc cref="RecentRing.Length"/>
    public const int Length = RecentRing.Length;

    private readonly RecentRing _ring = new(memory);

    public void Add(long time, long value)
    {
        while (_ring.Count > 0 && (isLargest ? _ring.ValueAt(_ring.Count - 1) <= value : _ring.ValueAt(_ring.Count - 1) >= value))
        {
            _ring.DropLatest();
        }

        if (_ring.IsFull)
        {
            _ring.TimeAt(_ring.Count - 1) = time;
            return;
        }

        _ring.Add(time, value);
    }

    /// <summary>The best value later than a time; the given one when there is none.</summary>
    public long After(long time, long otherwise)
    {
        _ring.Forget(time);
        return _ring.Count > 0 ? _ring.ValueAt(0) : otherwise;
    }
}
