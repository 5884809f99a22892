namespace Scalewright.Storage.Managing;

/// <summary>The last events, for those who look and those who wait. Thread-safe.</summary>
internal sealed class EventList(TimeProvider clock)
{
    /// <summary>How many are kept.</summary>
    public const int Kept = 1000;

    private readonly Lock _gate = new();
    private readonly Queue<ManagerEvent> _events = new();
    private long _last;

    /// <summary>The number of the last event; 0 before the first.</summary>
    public long Last => Interlocked.Read(ref _last);

    public void Add(string kind, string text)
    {
        lock (_gate)
        {
            _events.Enqueue(new ManagerEvent(Interlocked.Increment(ref _last), clock.GetUtcNow(), kind, text));
            if (_events.Count > Kept)
            {
                _events.Dequeue();
            }
        }
    }

    /// <summary>What is kept after a number, oldest first.</summary>
    public IReadOnlyList<ManagerEvent> After(long number)
    {
        lock (_gate)
        {
            return [.. _events.Where(item => item.Number > number)];
        }
    }
}

/// <summary>Something that happened, as the manager's event list shows it.</summary>
/// <param name="Number">Its number, from 1 without gaps.</param>
/// <param name="At">When.</param>
/// <param name="Kind">A word for what it is: <c>contact</c> for one that was lost, <c>heard</c>, <c>failover</c>, <c>command</c> and so on.</param>
/// <param name="Text">What happened.</param>
internal sealed record ManagerEvent(long Number, DateTimeOffset At, string Kind, string Text);
