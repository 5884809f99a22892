namespace Scalewright.Logs;

/// <summary>Slot of a connection in a server. The connection can be ended through it.</summary>
internal sealed class ConnectionSlot : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _end;
    private long _activeAt;
    private bool _isServed;

    public ConnectionSlot(long number, TimeProvider clock, CancellationToken stop)
    {
        (Number, _clock) = (number, clock);
        _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        SortKey = _activeAt = clock.GetTimestamp();
        Ended = _end.Token;
    }

    /// <summary>Number of slots assigned before this one.</summary>
    public long Number { get; }

    /// <summary>Canceled when the server stops reading the connection.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Time of the last record, or of the start if no record has arrived.</summary>
    public long ActiveAt => Volatile.Read(ref _activeAt);

    /// <summary>True while the connection waits for the sink or for memory.</summary>
    public bool IsServed
    {
        get => Volatile.Read(ref _isServed);
        set => Volatile.Write(ref _isServed, value);
    }

    /// <summary>Sort key of <see cref="ConnectionSlots"/>, at most <see cref="ActiveAt"/>. Set only there.</summary>
    public long SortKey { get; set; }

    public void RecordActivity() => Volatile.Write(ref _activeAt, _clock.GetTimestamp());

    public void End()
    {
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The connection has ended in the meantime.
        }
    }

    public void Dispose() => _end.Dispose();
}
