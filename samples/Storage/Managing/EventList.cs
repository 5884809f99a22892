namespace StorageSample.Managing;

/// <summary>Recent events. Thread-safe.</summary>
internal sealed class EventList(TimeProvider clock)
{
    public const int Kept = 1000;

    private readonly Lock _gate = new();
    private readonly Queue<ManagerEvent> _events = new();
    private long _last;

    /// <summary>Number of the last event; 0 before the first.</summary>
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

    /// <summary>Returns the stored events after a number, oldest first.</summary>
    public IReadOnlyList<ManagerEvent> After(long number)
    {
        lock (_gate)
        {
            return [.. _events.Where(managerEvent => managerEvent.Number > number)];
        }
    }
}

/// <summary>Event in the manager's event list.</summary>
/// <param name="Number">Number of the event, from 1 without gaps.</param>
/// <param name="Kind">For example <c>contact</c> for a lost host, <c>failover</c> or <c>command</c>.</param>
internal sealed record ManagerEvent(long Number, DateTimeOffset Timestamp, string Kind, string Text);
