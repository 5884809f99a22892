namespace Scalewright.Logs;

/// <summary>One connection's place in a server, from which it can be sent away.</summary>
internal sealed class LogPlace : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _end;
    private long _heardAt;
    private bool _isServed;

    public LogPlace(long number, TimeProvider clock, CancellationToken stop)
    {
        (Number, _clock) = (number, clock);
        _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        NotedAt = _heardAt = clock.GetTimestamp();
        Ended = _end.Token;
    }

    /// <summary>How many places were taken before it.</summary>
    public long Number { get; }

    /// <summary>Cancelled when nobody listens to the connection any more.</summary>
    public CancellationToken Ended { get; }

    /// <summary>When its last record came, or it began.</summary>
    public long HeardAt => Volatile.Read(ref _heardAt);

    /// <summary>Whether it waits for the server and not the server for it: for the sink, or for room.</summary>
    public bool IsServed
    {
        get => Volatile.Read(ref _isServed);
        set => Volatile.Write(ref _isServed, value);
    }

    /// <summary>When its last record had come as the order of places knows it; only changed by that.</summary>
    public long NotedAt { get; set; }

    /// <summary>Notes that a record has come.</summary>
    public void Speak() => Volatile.Write(ref _heardAt, _clock.GetTimestamp());

    /// <summary>Ends listening to it.</summary>
    public void End()
    {
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has left in the meantime.
        }
    }

    public void Dispose() => _end.Dispose();
}
