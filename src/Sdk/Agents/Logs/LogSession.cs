namespace Scalewright.Logs;

/// <summary>State of an acknowledged sender over all of its connections. Thread-safe.</summary>
internal sealed class LogSession : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private object? _owner;
    private long _number;

    public bool IsOwned => Volatile.Read(ref _owner) is not null;

    /// <summary>Makes a connection the owner. Unstored records of the previous owner are resent over it.</summary>
    /// <returns>Number of the last stored record.</returns>
    public async ValueTask<long> AcquireAsync(object owner, long received, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            Volatile.Write(ref _owner, owner);
            _number = Math.Max(_number, received);
            return _number;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Passes on records, unless another connection owns the session now.</summary>
    /// <param name="count">Number of frames, including invalid ones.</param>
    /// <param name="write">Passes the records to the sink, with the number of the last one.</param>
    /// <returns>Number of the last stored record; null if the connection is not the owner.</returns>
    public async ValueTask<long?> WriteAsync(object owner, int count, Func<long, ValueTask> write, CancellationToken cancellationToken)
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

    public void End(object owner) => Interlocked.CompareExchange(ref _owner, null, owner);

    public void Dispose() => _turn.Dispose();
}
