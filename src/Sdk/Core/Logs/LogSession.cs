namespace Scalewright.Logs;

/// <summary>What a server knows of one sender that wants acknowledgements, over all of its connections. Thread-safe.</summary>
internal sealed class LogSession : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private object? _owner;
    private long _number;

    /// <summary>Whether a connection owns it.</summary>
    public bool IsOwned => Volatile.Read(ref _owner) is not null;

    /// <summary>Makes it a connection's. What the sender's earlier connection still holds is not taken any more: it comes again over this one.</summary>
    /// <param name="kept">The number that the sink keeps.</param>
    /// <returns>Number of the last record that was taken.</returns>
    public async ValueTask<long> BeginAsync(object owner, long kept, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            Volatile.Write(ref _owner, owner);
            _number = Math.Max(_number, kept);
            return _number;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Hands records over, unless another connection owns the session by now.</summary>
    /// <param name="count">Number of frames, those that were no records included.</param>
    /// <param name="write">Gives the records to the sink, with the number of the last one.</param>
    /// <returns>Number of the last record that was taken; null: nothing was, since the connection is not the owner.</returns>
    public async ValueTask<long?> TakeAsync(object owner, int count, Func<long, ValueTask> write, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_owner != owner)
            {
                return null;
            }

            await write(_number + count);
            _number += count;
            return _number;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the ownership of a connection.</summary>
    public void End(object owner) => Interlocked.CompareExchange(ref _owner, null, owner);

    public void Dispose() => _turn.Dispose();
}
