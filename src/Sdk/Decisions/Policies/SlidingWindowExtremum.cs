namespace Scalewright.Decisions.Policies;

/// <summary>
/// Maximum (or minimum) of a sliding window, in memory of the caller. Stores only values that no later value exceeds.
/// When the memory is full, the last value is kept longer than its window.
/// </summary>
internal readonly ref struct SlidingWindowExtremum(Span<long> memory)
{
    private readonly SlidingWindowBuffer _ring = new(memory);

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

    public void Forget(long time) => _ring.Forget(time);

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
