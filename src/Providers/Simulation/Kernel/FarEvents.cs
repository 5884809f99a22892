namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Events beyond the range of the wheels, ordered by time and then first in, first out.</summary>
/// <param name="horizon">Ticks of a window that the wheels cover, a power of two.</param>
internal sealed class FarEvents(long horizon)
{
    private readonly PriorityQueue<int, (long Time, long Sequence)> _queue = new();
    private long _sequence;

    /// <summary>Start of the window of the first event; <see cref="long.MaxValue"/> when empty.</summary>
    public long Window => _queue.TryPeek(out _, out (long Time, long Sequence) first) ? ToWindow(first.Time) : long.MaxValue;

    public void Add(int index, long time) => _queue.Enqueue(index, (time, _sequence++));

    /// <summary>Removes the first event if it is in a window.</summary>
    public bool TryTake(long window, out int index)
    {
        bool exists = _queue.TryPeek(out index, out (long Time, long Sequence) first) && ToWindow(first.Time) == window;
        return exists && _queue.TryDequeue(out index, out _);
    }

    /// <summary>Removes events for which the predicate returns false. The order of the others does not
    /// change.</summary>
    public void Keep(Predicate<int> isKept)
    {
        (int Index, (long, long) Key)[] all = [.. _queue.UnorderedItems];
        _queue.Clear();
        _queue.EnqueueRange(all.Where(entry => isKept(entry.Index)));
    }

    private long ToWindow(long time) => time & ~(horizon - 1);
}
