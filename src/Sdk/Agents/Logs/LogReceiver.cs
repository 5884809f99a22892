namespace Scalewright.Logs;

/// <summary>Reads frames from a sender's connection and passes on their records. Skips invalid frames.</summary>
/// <param name="shutdownToken">Canceled when the server stops waiting for the sink.</param>
internal sealed class LogReceiver(
    NetworkStream stream,
    LogServerOptions options,
    ILogSink sink,
    LogCounterAccumulator counters,
    BufferBudget budget,
    ConnectionSlot slot,
    LogSessions sessions,
    CancellationToken shutdownToken
) : IDisposable
{
    private const int MaxRemaining = 1024 * 1024;

    private readonly IPAddress _address = ((IPEndPoint)stream.Socket.RemoteEndPoint!).Address;
    private readonly PartialFrameBuffer _bytes = new(options.MaxFrameBytes, budget, counters);
    private readonly LogRecordReader _reader = new();
    private readonly List<LogRecord> _records = [];
    private LogOrigin? _origin;
    private LogAcknowledger? _acknowledger;
    private int _frameCount;
    private bool _hasStarted;

    /// <summary>Receives until the sender disconnects or the server stops reading the connection.</summary>
    /// <returns>True if reading ended only because the slot was withdrawn.</returns>
    public async Task<bool> ReceiveAsync()
    {
        using LogFrameReadTimeout deadline = new(options.Clock, options.FrameTimeout, slot);
        try
        {
            await ReceiveFramesAsync(deadline, slot.Ended);
            return false;
        }
        catch (OperationCanceledException) when (deadline.HasPassed)
        {
            counters.AddFault(LogFrameError.TimedOut);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    /// <summary>Receives without a slot, until the sender disconnects or the token is canceled.</summary>
    /// <returns>True if the token was canceled.</returns>
    public async Task<bool> ReceiveLastAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReceiveFramesAsync(null, cancellationToken);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    /// <summary>Receives the bytes that have arrived, up to a limit. Counts an incomplete rest as truncated.</summary>
    public async Task ReceiveArrivedAsync()
    {
        try
        {
            if (await ReadArrivedAsync() && (!_bytes.IsEmpty || stream.Socket.Available > 0))
            {
                counters.AddFault(LogFrameError.Truncated);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or SocketException)
        {
            // No memory was free for the frame in time, or the sender disconnected.
            counters.AddFault(LogFrameError.Truncated);
        }
    }

    public void Dispose()
    {
        _acknowledger?.Dispose();
        _bytes.Dispose();
    }

    private async Task ReceiveFramesAsync(LogFrameReadTimeout? deadline, CancellationToken cancellationToken)
    {
        int count;
        do
        {
            count = await ReadSomeAsync(deadline, cancellationToken);
            _bytes.Add(count);
            bool canContinue = ReadFrames(deadline);
            if (!await HandOverAsync() || !canContinue)
            {
                return;
            }
        } while (count > 0);

        if (!_bytes.IsEmpty)
        {
            counters.AddFault(LogFrameError.Truncated);
        }
    }

    // Returns false if the server stops reading the connection.
    private async Task<bool> ReadArrivedAsync()
    {
        int limit = Math.Max(stream.Socket.Available, MaxRemaining);
        bool canContinue = true;
        while (canContinue && limit > 0 && stream.Socket.Available > 0)
        {
            Memory<byte> free = await _bytes.ReserveAsync(shutdownToken);
            int count = free.IsEmpty ? 0 : await stream.ReadAsync(free[..Math.Min(free.Length, limit)], CancellationToken.None);
            limit = count > 0 ? limit - count : 0;
            _bytes.Add(count);
            canContinue = ReadFrames(null);
            canContinue &= await HandOverAsync();
        }

        return canContinue;
    }

    // A broken connection counts as the end of the sender.
    private async ValueTask<int> ReadSomeAsync(LogFrameReadTimeout? deadline, CancellationToken cancellationToken)
    {
        try
        {
            if (_bytes.IsEmpty)
            {
                // Between frames, a sender may be idle for any time, so the buffer is released.
                _bytes.Dispose();
                await WaitForSomeAsync(cancellationToken);
            }

            Memory<byte> free = await ReserveAsync(cancellationToken);
            ValueTask<int> reading = free.IsEmpty ? ValueTask.FromResult(0) : stream.ReadAsync(free, cancellationToken);
            return _bytes.IsEmpty || deadline is null ? await reading : await deadline.WaitAsync(reading);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private async ValueTask<Memory<byte>> ReserveAsync(CancellationToken cancellationToken)
    {
        slot.IsServed = true;
        try
        {
            return await _bytes.ReserveAsync(cancellationToken);
        }
        finally
        {
            slot.IsServed = false;
        }
    }

    // A zero-byte read may complete without data.
    private async ValueTask WaitForSomeAsync(CancellationToken cancellationToken)
    {
        do
        {
            _ = await stream.ReadAsync(Memory<byte>.Empty, cancellationToken);
        } while (!stream.Socket.Poll(0, SelectMode.SelectRead));
    }

    private bool ReadFrames(LogFrameReadTimeout? deadline)
    {
        while (_bytes.TryRead(out ReadOnlyMemory<byte> body))
        {
            deadline?.Renew();
            if (!ReadFrame(body))
            {
                return false;
            }
        }

        if (_bytes.IsTooLong)
        {
            counters.AddFault(LogFrameError.TooLong);
            return false;
        }

        return true;
    }

    private bool ReadFrame(ReadOnlyMemory<byte> body)
    {
        bool isFirst = !_hasStarted;
        _hasStarted = true;
        if (isFirst && LogHandshakeFrame.TryRead(body.Span) is { } handshake)
        {
            return AcceptHandshake(handshake);
        }

        if (isFirst && options.RejectUnknownSenders && !AcceptOrigin(options.OriginResolver.Resolve(_address)))
        {
            return false;
        }

        _frameCount++;

        LogFrameError fault = _reader.Read(body, out LogRecord? record);
        if (fault == LogFrameError.None)
        {
            _records.Add(record!);
            counters.AddMalformed(_reader.IsMalformed ? 1 : 0);
        }
        else
        {
            counters.AddFault(fault);
            if (fault == LogFrameError.NotJson)
            {
                int size = LogRecordReader.EndOfValue(body.Span);
                _bytes.Distrust(body[size..], size > 0);
            }
        }

        return true;
    }

    private bool AcceptHandshake(LogHandshake handshake)
    {
        // Without a name, a sender is identified by its address.
        LogOrigin? origin =
            handshake.Node.Length == 0 && handshake.Sender.Length > 0
                ? options.OriginResolver.Resolve(_address)
                : options.OriginResolver.Authenticate(_address, handshake);
        if (!AcceptOrigin(origin))
        {
            return false;
        }

        if (LogSenderId.IsValid(handshake.Sender))
        {
            LogSession session = sessions.GetOrAdd(_origin, handshake.Sender);
            _acknowledger = new LogAcknowledger(stream, sink, _origin, handshake.Sender, session, options, counters);
        }

        return true;
    }

    [MemberNotNullWhen(true, nameof(_origin))]
    private bool AcceptOrigin(LogOrigin? origin)
    {
        if (origin is null || (options.RejectUnknownSenders && origin.Node.Length == 0))
        {
            counters.AddRejected();
            return false;
        }

        _origin = origin;
        return true;
    }

    /// <returns>True if the server continues to read the connection.</returns>
    private async ValueTask<bool> HandOverAsync()
    {
        if (_acknowledger is { } acknowledger)
        {
            return await HandOverAsync(acknowledger);
        }

        _frameCount = 0;
        if (_records.Count > 0)
        {
            await HandOverUnacknowledgedAsync();
        }

        return true;
    }

    private async ValueTask<bool> HandOverAsync(LogAcknowledger acknowledger)
    {
        slot.IsServed = true;
        bool isAccepted = await acknowledger.AcceptAsync(_records, _frameCount, shutdownToken);
        _records.Clear();
        _frameCount = 0;
        slot.RecordActivity();
        slot.IsServed = false;
        return isAccepted;
    }

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "A sink that fails in its own way must not end the connection; its records are counted as lost."
    )]
    private async ValueTask HandOverUnacknowledgedAsync()
    {
        slot.IsServed = true;
        try
        {
            await sink.WriteAsync(_origin ??= options.OriginResolver.Resolve(_address), _records, shutdownToken);
            counters.AddRecords(_records.Count);
        }
        catch (Exception)
        {
            // Reading continues even if the sink fails or the server stops: the sink may store the next records.
            counters.AddLost(_records.Count);
        }

        _records.Clear();
        slot.RecordActivity();
        slot.IsServed = false;
    }
}
