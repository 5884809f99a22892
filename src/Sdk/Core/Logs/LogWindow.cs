namespace Scalewright.Logs;

/// <summary>Frames of a sender that were not acknowledged yet, in their order. Thread-safe.</summary>
internal sealed class LogWindow
{
    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _frames = new();
    private TaskCompletionSource _shrunk = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _received;

    /// <summary>Number of frames that wait for their acknowledgement.</summary>
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

    /// <summary>Adds a frame that is about to be sent.</summary>
    public void Add(byte[] frame)
    {
        lock (_gate)
        {
            _frames.Enqueue(frame);
        }
    }

    /// <summary>Takes out what the server has by its first acknowledgement over a connection, and returns the rest, to be sent again.</summary>
    /// <param name="received">Number of the last frame that it has. One that this sender cannot have reached is another life of the server: all that waits is sent again.</param>
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

    /// <summary>Takes out what is acknowledged.</summary>
    /// <param name="received">Number of the last frame that the server has.</param>
    /// <returns>Number of frames taken out; null: the number cannot be, and the connection is not to be trusted.</returns>
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

    /// <summary>Takes everything out that was sent over a connection without acknowledgements.</summary>
    /// <returns>Number of frames taken out.</returns>
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

    /// <summary>Waits until fewer frames than a limit wait for their acknowledgement.</summary>
    public async ValueTask UntilBelowAsync(int limit, CancellationToken cancellationToken)
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
