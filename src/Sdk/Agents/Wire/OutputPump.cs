namespace Scalewright.Agents.Wire;

/// <summary>Follows the output of a command without blocking it. Skips output that is no longer kept.</summary>
internal sealed class OutputPump(HeadTailBuffer output, HeadTailBuffer error)
{
    private const int PieceBytes = 16 * 1024;

    private readonly Lock _gate = new();
    private AsyncSignal? _signal;
    private bool _hasChanged;
    private bool _isCompleted;

    public void Notify() => Wake(isCompleted: false);

    public void End() => Wake(isCompleted: true);

    /// <summary>Passes each part to a consumer until the output ends.</summary>
    /// <param name="outputFrom">First byte of standard output to pass on.</param>
    public async Task FollowAsync(
        long outputFrom,
        long errorFrom,
        Func<OutputChunk, ValueTask> onChunk,
        CancellationToken cancellationToken
    )
    {
        byte[] buffer = new byte[PieceBytes];
        while (true)
        {
            bool isLast = CheckCompleted();
            bool hasOutput = Read(output, isError: false, buffer, ref outputFrom, out OutputChunk written);
            if (hasOutput)
            {
                await onChunk(written);
            }

            bool hasError = Read(error, isError: true, buffer, ref errorFrom, out OutputChunk errorChunk);
            if (hasError)
            {
                await onChunk(errorChunk);
            }

            if (!hasOutput && !hasError && isLast)
            {
                return;
            }

            if (!hasOutput && !hasError && NextSignal() is { } signal)
            {
                await signal.WaitAsync(cancellationToken);
            }
        }
    }

    private static bool Read(HeadTailBuffer kept, bool isError, byte[] buffer, ref long from, out OutputChunk piece)
    {
        int count = kept.Read(from, buffer, out long start);
        piece = new OutputChunk(isError, start, buffer.AsMemory(0, count));
        from = count > 0 ? start + count : from;
        return count > 0;
    }

    private bool CheckCompleted()
    {
        lock (_gate)
        {
            _hasChanged = false;
            return _isCompleted;
        }
    }

    /// <summary>Returns a signal to wait for; null if output arrived since the last check.</summary>
    private AsyncSignal? NextSignal()
    {
        lock (_gate)
        {
            return _hasChanged || _isCompleted ? null : _signal = new AsyncSignal();
        }
    }

    private void Wake(bool isCompleted)
    {
        AsyncSignal? signal;
        lock (_gate)
        {
            (_hasChanged, _isCompleted) = (true, _isCompleted || isCompleted);
            (signal, _signal) = (_signal, null);
        }

        signal?.Wake();
    }
}

/// <param name="IsError">True for standard error.</param>
/// <param name="Start">Position in that stream.</param>
/// <param name="Bytes">The bytes, valid until the consumer returns.</param>
internal readonly record struct OutputChunk(bool IsError, long Start, ReadOnlyMemory<byte> Bytes);
