namespace Scalewright.Logs;

/// <summary>One connection's place in a server, from which it can be sent away.</summary>
internal sealed class LogPlace(CancellationToken stop) : IDisposable
{
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
    private volatile bool _hasSpoken;

    /// <summary>Cancelled when nobody listens to the connection any more.</summary>
    public CancellationToken Ended => _end.Token;

    /// <summary>Whether a record has come from it.</summary>
    public bool HasSpoken => _hasSpoken;

    /// <summary>Notes that a record has come.</summary>
    public void Speak() => _hasSpoken = true;

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
