using System.Runtime.InteropServices;

namespace Scalewright.Decisions.Policies;

/// <summary>
/// The largest (or smallest) of the values of a sliding window, in memory that the caller lends. Only values that no later
/// one outdoes are kept. When there is room for no more of them, the last one stays longer than its time: it errs to holding on.
/// </summary>
internal struct RecentBest
{
    /// <inheritdoc cref="RecentRing.Length"/>
    public const int Length = RecentRing.Length;

    private RecentRing _ring;

    public static ref RecentBest In(Span<long> memory) => ref MemoryMarshal.AsRef<RecentBest>(MemoryMarshal.AsBytes(memory));

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
