namespace Scalewright.Logs;

/// <summary>Unacknowledged frames of a sender, in order. Thread-safe.</summary>
internal sealed class UnacknowledgedFrames
{
    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _frames = new();
    private TaskCompletionSource _shrunk = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _received;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _frames.Count;
            }
        }
    }

    public void Add(byte[] frame)
    {
        lock (_gate)
        {
            _frames.Enqueue(frame);
        }
    }

    /// <summary>Applies a connection's first acknowledgement, and returns the frames to send again.</summary>
    /// <param name="received">Number of the last frame that the server received. An impossible number means that the
    /// server was restarted: all frames are sent again.</param>
    public byte[][] Align(long received, out int acknowledged)
    {
        lock (_gate)
        {
            acknowledged = received >= _received && received - _received <= _frames.Count ? (int)(received - _received) : 0;
            _received = received - acknowledged;
            Remove(acknowledged);
            return [.. _frames];
        }
    }

    /// <summary>Removes acknowledged frames.</summary>
    /// <param name="received">Number of the last frame that the server received.</param>
    /// <returns>Number of removed frames; null if the number is invalid, so that the connection is untrusted.</returns>
    public int? Acknowledge(long received)
    {
        lock (_gate)
        {
            if (received < _received || received - _received > _frames.Count)
            {
                return null;
            }

            int count = (int)(received - _received);
            Remove(count);
            return count;
        }
    }

    /// <summary>Removes all frames and returns their number.</summary>
    public int Clear()
    {
        lock (_gate)
        {
            int count = _frames.Count;
            _frames.Clear();
            Signal();
            return count;
        }
    }

    public async ValueTask WaitUntilBelowAsync(int limit, CancellationToken cancellationToken)
    {
        while (!IsBelow(limit, out Task shrunk))
        {
            await shrunk.OrCancelled(cancellationToken);
        }
    }

    private bool IsBelow(int limit, out Task shrunk)
    {
        lock (_gate)
        {
            shrunk = _shrunk.Task;
            return _frames.Count < limit;
        }
    }

    private void Remove(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _frames.Dequeue();
        }

        _received += count;
        Signal();
    }

    private void Signal()
    {
        _shrunk.TrySetResult();
        _shrunk = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
