namespace Scalewright.Agents.Wire;

/// <summary>What waits to be written to a stream. Who finds it idle writes, for all who add frames meanwhile; while more than one call is under way, not
/// before others had their turn, so that one writing carries the frames of many.</summary>
/// <remarks>Bulk waits for room; control frames never do and are never dropped: a side that reads none of them for too long is cut off.</remarks>
internal sealed class FrameQueue(Stream stream, Func<bool> isBusy, Action<Exception> fail, CancellationToken closing)
{
    private const int BulkBytesMax = 64 * 1024;
    // What may wait for the frame that follows it: little enough for that one to find room.
    private const int HeldBytesMax = 8 * 1024;
    private const int ControlBytesMax = 4 * FrameHeader.LengthMax;

    private readonly Lock _gate = new();
    private readonly Queue<Wakeup> _waiting = new();
    private FrameBuffer _pending = new();
    private FrameBuffer _written = new();
    private Exception? _failure;
    private bool _isWriting;

    /// <summary>The writing under way; a completed task when there is none. Does not fail.</summary>
    public Task Writing { get; private set; } = Task.CompletedTask;

    /// <summary>Adds a small frame at once.</summary>
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

            isTooMuch = _pending.Count > ControlBytesMax;
            begins = !isTooMuch && Add(kind, call, default, payload, false);
        }

        if (isTooMuch)
        {
            fail(new FrameException($"the other side leaves more than {ControlBytesMax} bytes unread"));
        }
        else if (begins)
        {
            Writing = WriteAsync();
        }
    }

    /// <summary>Adds a frame when there is room.</summary>
    /// <exception cref="LinkLostException">The connection has ended.</exception>
    public ValueTask SendAsync(FrameKind kind, uint call, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        SendAsync(kind, call, default, payload, false, cancellationToken);

    /// <summary>Adds a frame when there is room.</summary>
    /// <param name="prefix">The first bytes of its payload.</param>
    /// <param name="isFollowed">True when another frame comes at once: the writing may begin with that one.</param>
    /// <exception cref="LinkLostException">The connection has ended.</exception>
    public async ValueTask SendAsync(
        FrameKind kind, uint call, ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte> payload, bool isFollowed, CancellationToken cancellationToken)
    {
        while (!TrySend(kind, call, prefix.Span, payload.Span, isFollowed, out Wakeup? room))
        {
            await room.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Takes no more; whoever waits for room is told.</summary>
    public void End(Exception failure)
    {
        Wakeup[] waiting;
        lock (_gate)
        {
            _failure ??= failure;
            waiting = TakeWaiting();
        }

        Release(waiting);
    }

    private static void Release(Wakeup[] waiting)
    {
        foreach (Wakeup one in waiting)
        {
            one.Wake();
        }
    }

    private bool TrySend(FrameKind kind, uint call, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> payload, bool isFollowed, [NotNullWhen(false)] out Wakeup? room)
    {
        room = null;
        bool begins;
        lock (_gate)
        {
            if (_failure is not null)
            {
                throw new LinkLostException(_failure);
            }

            if (_pending.Count >= BulkBytesMax)
            {
                room = new Wakeup();
                _waiting.Enqueue(room);
                return false;
            }

            begins = Add(kind, call, prefix, payload, isFollowed && _pending.Count + payload.Length < HeldBytesMax);
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

            while (TakePending())
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

    private bool TakePending()
    {
        Wakeup[] waiting;
        bool goesOn;
        lock (_gate)
        {
            _written.Clear();
            (_pending, _written) = (_written, _pending);
            goesOn = _isWriting = _written.Count > 0;
            waiting = TakeWaiting();
        }

        Release(waiting);
        return goesOn;
    }

    private Wakeup[] TakeWaiting()
    {
        if (_waiting.Count == 0)
        {
            return [];
        }

        Wakeup[] waiting = [.. _waiting];
        _waiting.Clear();
        return waiting;
    }
}
