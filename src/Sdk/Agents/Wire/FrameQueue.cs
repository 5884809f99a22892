namespace Scalewright.Agents.Wire;

/// <summary>Queue of frames to write to a stream.</summary>
/// <remarks>The first caller that adds a frame writes it, together with all frames added in the meantime. If several
/// calls are in progress, it yields first, so that one write carries frames of several calls. Bulk frames wait for
/// capacity. Control frames never wait and are never dropped; a side that does not read them is disconnected.</remarks>
internal sealed class FrameQueue(Stream stream, Func<bool> isBusy, Action<Exception> fail, CancellationToken closing)
{
    private const int MaxBulkBytes = 64 * 1024;

    // Maximum number of bytes that wait for the following frame. Low enough to leave capacity for that frame.
    private const int MaxHeldBytes = 8 * 1024;
    private const int MaxControlBytes = 4 * FrameHeader.MaxLength;

    private readonly Lock _gate = new();
    private readonly Queue<AsyncSignal> _waiting = new();
    private FrameBuffer _pending = new();
    private FrameBuffer _written = new();
    private Exception? _failure;
    private bool _isWriting;

    /// <summary>Current write, or a completed task. Never fails.</summary>
    public Task Writing { get; private set; } = Task.CompletedTask;

    /// <summary>Adds a small frame without waiting.</summary>
    public void Post(FrameKind kind, uint call, ReadOnlySpan<byte> payload = default)
    {
        bool isTooMuch;
        bool begins;
        lock (_gate)
        {
            if (_failure is not null)
            {
                return;
            }

            isTooMuch = _pending.Count > MaxControlBytes;
            begins = !isTooMuch && Add(kind, call, default, payload, isFollowed: false);
        }

        if (isTooMuch)
        {
            fail(new FrameException($"the other side leaves more than {MaxControlBytes} bytes unread"));
        }
        else if (begins)
        {
            Writing = WriteAsync();
        }
    }

    /// <summary>Adds a frame. Waits for capacity.</summary>
    public ValueTask SendAsync(FrameKind kind, uint call, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        SendAsync(kind, call, default, payload, isFollowed: false, cancellationToken);

    /// <summary>Adds a frame. Waits for capacity.</summary>
    /// <param name="prefix">First bytes of the payload.</param>
    /// <param name="isFollowed">True if another frame follows immediately, so that the write may wait for it.</param>
    public async ValueTask SendAsync(
        FrameKind kind,
        uint call,
        ReadOnlyMemory<byte> prefix,
        ReadOnlyMemory<byte> payload,
        bool isFollowed,
        CancellationToken cancellationToken
    )
    {
        while (!TrySend(kind, call, prefix.Span, payload.Span, isFollowed, out AsyncSignal? signal))
        {
            await signal.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Rejects further frames and fails the waiting senders.</summary>
    public void End(Exception failure)
    {
        AsyncSignal[] waiting;
        lock (_gate)
        {
            _failure ??= failure;
            waiting = DequeueWaiting();
        }

        Release(waiting);
    }

    private static void Release(AsyncSignal[] waiting)
    {
        foreach (AsyncSignal signal in waiting)
        {
            signal.Wake();
        }
    }

    private bool TrySend(
        FrameKind kind,
        uint call,
        ReadOnlySpan<byte> prefix,
        ReadOnlySpan<byte> payload,
        bool isFollowed,
        [NotNullWhen(false)] out AsyncSignal? signal
    )
    {
        signal = null;
        bool begins;
        lock (_gate)
        {
            if (_failure is not null)
            {
                throw new LinkLostException(_failure);
            }

            if (_pending.Count >= MaxBulkBytes)
            {
                signal = new AsyncSignal();
                _waiting.Enqueue(signal);
                return false;
            }

            begins = Add(kind, call, prefix, payload, isFollowed && _pending.Count + payload.Length < MaxHeldBytes);
        }

        if (begins)
        {
            Writing = WriteAsync();
        }

        return true;
    }

    private bool Add(FrameKind kind, uint call, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> payload, bool isFollowed)
    {
        _pending.Add(kind, call, prefix, payload);
        bool begins = !_isWriting && !isFollowed;
        _isWriting |= begins;
        return begins;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the stream throws ends the connection, with that as the reason.")]
    private async Task WriteAsync()
    {
        try
        {
            if (isBusy())
            {
                await Task.Yield();
            }

            while (SwapPending())
            {
                await stream.WriteAsync(_written.Bytes, closing);
                await stream.FlushAsync(closing);
            }
        }
        catch (Exception failure)
        {
            fail(failure);
        }
    }

    private bool SwapPending()
    {
        AsyncSignal[] waiting;
        bool hasPending;
        lock (_gate)
        {
            _written.Clear();
            (_pending, _written) = (_written, _pending);
            hasPending = _isWriting = _written.Count > 0;
            waiting = DequeueWaiting();
        }

        Release(waiting);
        return hasPending;
    }

    private AsyncSignal[] DequeueWaiting()
    {
        if (_waiting.Count == 0)
        {
            return [];
        }

        AsyncSignal[] waiting = [.. _waiting];
        _waiting.Clear();
        return waiting;
    }
}
