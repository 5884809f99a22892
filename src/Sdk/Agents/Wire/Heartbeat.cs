namespace Scalewright.Agents.Wire;

/// <summary>Heartbeat of a connection: sends pings and checks the idle time periodically.</summary>
internal sealed class Heartbeat(FrameQueue queue, LinkOptions options, Action<Exception> fail)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, AsyncSignal> _pings = [];
    private ITimer? _heartbeat;
    private Exception? _end;
    private long _receivedAt;
    private long _lastPing;

    public void Start()
    {
        RecordReceived();
        TimeSpan interval = options.HeartbeatPeriod == Timeout.InfiniteTimeSpan ? options.HeartbeatTimeout : options.HeartbeatPeriod;
        if (interval != Timeout.InfiniteTimeSpan)
        {
            _heartbeat = options.Clock.CreateTimer(static state => ((Heartbeat)state!).Beat(), this, interval, interval);
        }
    }

    /// <summary>Records that a frame arrived.</summary>
    public void RecordReceived() => Interlocked.Exchange(ref _receivedAt, options.Clock.GetTimestamp());

    public async Task PingAsync(CancellationToken cancellationToken)
    {
        AsyncSignal answered = new();
        long number;
        lock (_gate)
        {
            ThrowIfEnded();
            number = ++_lastPing;
            _pings.Add(number, answered);
        }

        try
        {
            Post(number);
            await answered.WaitAsync(cancellationToken);
            ThrowIfEnded();
        }
        finally
        {
            lock (_gate)
            {
                _pings.Remove(number);
            }
        }
    }

    public void ReceivePong(ReadOnlySpan<byte> payload)
    {
        AsyncSignal? ping = null;
        if (payload.Length == sizeof(long))
        {
            lock (_gate)
            {
                _pings.TryGetValue(BitConverter.ToInt64(payload), out ping);
            }
        }

        ping?.Wake();
    }

    public void End(Exception failure)
    {
        AsyncSignal[] pings;
        lock (_gate)
        {
            _end ??= failure;
            pings = [.. _pings.Values];
        }

        _heartbeat?.Dispose();
        foreach (AsyncSignal ping in pings)
        {
            ping.Wake();
        }
    }

    /// <summary>Stops the timer even if it was started after the connection ended.</summary>
    public void Stop() => _heartbeat?.Dispose();

    private void ThrowIfEnded()
    {
        if (Volatile.Read(ref _end) is { } end)
        {
            throw new LinkLostException(end);
        }
    }

    private void Post(long number)
    {
        Span<byte> payload = stackalloc byte[sizeof(long)];
        BitConverter.TryWriteBytes(payload, number);
        queue.Post(FrameKind.Ping, 0, payload);
    }

    private void Beat()
    {
        TimeSpan idleTime = options.Clock.GetElapsedTime(Interlocked.Read(ref _receivedAt));
        if (options.HeartbeatTimeout != Timeout.InfiniteTimeSpan && idleTime >= options.HeartbeatTimeout)
        {
            fail(
                new TimeoutException(
                    string.Create(CultureInfo.InvariantCulture, $"nothing was received for {idleTime.TotalSeconds:0.###} s")
                )
            );
        }
        else if (options.HeartbeatPeriod != Timeout.InfiniteTimeSpan && idleTime >= options.HeartbeatPeriod)
        {
            Post(0);
        }
    }
}
