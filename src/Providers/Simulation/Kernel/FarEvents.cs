namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Events beyond what the wheels reach, by time, first in first out among equal times.</summary>
/// <param name="horizon">Ticks of one window, a power of two: what the wheels hold at once.</param>
internal sealed class FarEvents(long horizon)
{
    private readonly PriorityQueue<int, (long Time, long Sequence)> _queue = new();
    private long _sequence;

    /// <summary>The start of the window of the first event; <see cref="long.MaxValue"/> when there is none.</summary>
    public long Window => _queue.TryPeek(out _, out (long Time, long Sequence) first) ? WindowOf(first.Time) : long.MaxValue;

    /// <summary>Adds an event.</summary>
    public void Add(int index, long time) => _queue.Enqueue(index, (time, _sequence++));

    /// <summary>Takes the first event when it lies in a window.</summary>
    public bool TryTake(long window, out int index)
    {
        bool isThere = _queue.TryPeek(out index, out (long Time, long Sequence) first) && WindowOf(first.Time) == window;
        return isThere && _queue.TryDequeue(out index, out _);
    }

    /// <summary>Drops the events that are not to be kept; the order of the others stays.</summary>
    public void Keep(Predicate<int> isKept)
    {
        (int Index, (long, long) Key)[] all = [.. _queue.UnorderedItems];
        _queue.Clear();
        _queue.EnqueueRange(all.Where(item => isKept(item.Index)));
    }

    private long WindowOf(long time) => time & ~(horizon - 1);
}
