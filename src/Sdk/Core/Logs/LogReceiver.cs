namespace Scalewright.Logs;

/// <summary>One sender's connection: frames in, records out. A bad frame costs that frame alone.</summary>
/// <param name="stream">What the sender sends; not disposed.</param>
/// <param name="options">How the server behaves.</param>
/// <param name="sink">Where records go.</param>
/// <param name="tally">What is counted.</param>
/// <param name="sessions">Senders that want acknowledgements.</param>
/// <param name="end">Cancelled when the sink is waited for no longer.</param>
internal sealed class LogReceiver(NetworkStream stream, LogServerOptions options, ILogSink sink, LogTally tally, LogRoom room, LogPlace place, LogSessions sessions, CancellationToken end) : IDisposable
{
    private const int RestMax = 1024 * 1024;

    private readonly IPAddress _address = ((IPEndPoint)stream.Socket.RemoteEndPoint!).Address;
    private readonly FrameBytes _bytes = new(options.FrameBytesMax, room, tally);
    private readonly LogRecordReader _reader = new();
    private readonly List<LogRecord> _records = [];
    private LogOrigin? _origin;
    private LogAcknowledger? _acknowledger;
    private int _frameCount;
    private bool _hasBegun;

    /// <summary>Takes what comes until the sender ends, or is not to be listened to any more.</summary>
    /// <returns>Whether only the end of its place keeps it from being listened to.</returns>
    public async Task<bool> ReceiveAsync()
    {
        using FrameDeadline deadline = new(options.Clock, options.FrameDeadline, place);
        try
        {
            await ReceiveAsync(deadline, place.Ended);
            return false;
        }
        catch (OperationCanceledException) when (deadline.HasPassed)
        {
            tally.AddFault(LogFault.Late);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    /// <summary>Takes what the sender sends without a place, until it ends or has had its time.</summary>
    /// <returns>Whether it was the time that ended.</returns>
    public async Task<bool> ReceiveLastAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReceiveAsync(null, cancellationToken);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    /// <summary>Takes what has arrived by now, and counts what it has to leave. A sender that goes on and on is left in the midst of it.</summary>
    public async Task ReceiveArrivedAsync()
    {
        try
        {
            if (await TakeArrivedAsync() && (!_bytes.IsEmpty || stream.Socket.Available > 0))
            {
                tally.AddFault(LogFault.Cut);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or SocketException)
        {
            // There was no room for its frame in time, or the sender has broken its connection.
            tally.AddFault(LogFault.Cut);
        }
    }

    public void Dispose()
    {
        _acknowledger?.Dispose();
        _bytes.Dispose();
    }

    private async Task ReceiveAsync(FrameDeadline? deadline, CancellationToken cancellationToken)
    {
        int count;
        do
        {
            count = await ReadSomeAsync(deadline, cancellationToken);
            _bytes.Add(count);
            bool mayGoOn = TakeFrames(deadline);
            if (!await HandOverAsync() || !mayGoOn)
            {
                return;
            }
        }
        while (count > 0);

        if (!_bytes.IsEmpty)
        {
            tally.AddFault(LogFault.Cut);
        }
    }

    // False when the sender is not to be listened to.
    private async Task<bool> TakeArrivedAsync()
    {
        int left = Math.Max(stream.Socket.Available, RestMax);
        bool mayGoOn = true;
        while (mayGoOn && left > 0 && stream.Socket.Available > 0)
        {
            Memory<byte> free = await _bytes.RoomAsync(end);
            int count = free.IsEmpty ? 0 : await stream.ReadAsync(free[..Math.Min(free.Length, left)], CancellationToken.None);
            left = count > 0 ? left - count : 0;
            _bytes.Add(count);
            mayGoOn = TakeFrames(null);
            mayGoOn &= await HandOverAsync();
        }

        return mayGoOn;
    }

    // A sender that breaks its connection has ended, no more.
    private async ValueTask<int> ReadSomeAsync(FrameDeadline? deadline, CancellationToken cancellationToken)
    {
        try
        {
            if (_bytes.IsEmpty)
            {
                // Between frames it may be quiet as long as it likes, and costs no memory.
                _bytes.Dispose();
                await WaitForSomeAsync(cancellationToken);
            }

            Memory<byte> free = await RoomAsync(cancellationToken);
            ValueTask<int> reading = free.IsEmpty ? ValueTask.FromResult(0) : stream.ReadAsync(free, cancellationToken);
            return _bytes.IsEmpty || deadline is null ? await reading : await deadline.WaitAsync(reading);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private async ValueTask<Memory<byte>> RoomAsync(CancellationToken cancellationToken)
    {
        place.IsServed = true;
        try
        {
            return await _bytes.RoomAsync(cancellationToken);
        }
        finally
        {
            place.IsServed = false;
        }
    }

    // Such a wait may end although nothing has come.
    private async ValueTask WaitForSomeAsync(CancellationToken cancellationToken)
    {
        do
        {
            _ = await stream.ReadAsync(Memory<byte>.Empty, cancellationToken);
        }
        while (!stream.Socket.Poll(0, SelectMode.SelectRead));
    }

    private bool TakeFrames(FrameDeadline? deadline)
    {
        while (_bytes.TryTake(out ReadOnlyMemory<byte> body))
        {
            deadline?.Renew();
            if (!TakeFrame(body))
            {
                return false;
            }
        }

        if (_bytes.IsTooLong)
        {
            tally.AddFault(LogFault.TooLong);
            return false;
        }

        return true;
    }

    private bool TakeFrame(ReadOnlyMemory<byte> body)
    {
        bool isFirst = !_hasBegun;
        _hasBegun = true;
        if (isFirst && LogHelloFrame.TryRead(body.Span) is { } hello)
        {
            return TakeGreeting(hello);
        }

        if (isFirst && options.RefusesUnknownSenders && !TakeOrigin(options.Origins.Find(_address)))
        {
            return false;
        }

        _frameCount++;

        LogFault fault = _reader.Read(body, out LogRecord? record);
        if (fault == LogFault.None)
        {
            _records.Add(record!);
            tally.AddMalformed(_reader.IsMalformed ? 1 : 0);
        }
        else
        {
            tally.AddFault(fault);
            Recover(fault, body);
        }

        return true;
    }

    // The length may be what is wrong: what follows a whole value in the body is the next frame's, and after half of one the next has to be found.
    private void Recover(LogFault fault, ReadOnlyMemory<byte> body)
    {
        if (fault == LogFault.NotJson)
        {
            int size = LogRecordReader.EndOfValue(body.Span);
            _bytes.StepBack(size > 0 ? body.Length - size : 0);
            _bytes.IsLost = size == 0;
        }
    }

    private bool TakeGreeting(LogHello hello)
    {
        // Without a name a sender is who its address says.
        LogOrigin? known = hello.Node.Length == 0 && hello.Sender.Length > 0 ? options.Origins.Find(_address) : options.Origins.Greet(_address, hello);
        if (!TakeOrigin(known))
        {
            return false;
        }

        if (LogSenderId.IsValid(hello.Sender))
        {
            LogSession session = sessions.Of(_origin, hello.Sender);
            _acknowledger = new LogAcknowledger(stream, sink, _origin, hello.Sender, session, options, tally);
        }

        return true;
    }

    [MemberNotNullWhen(true, nameof(_origin))]
    private bool TakeOrigin(LogOrigin? origin)
    {
        if (origin is null || (options.RefusesUnknownSenders && origin.Node.Length == 0))
        {
            tally.AddRefused();
            return false;
        }

        _origin = origin;
        return true;
    }

    /// <returns>Whether the sender is to be listened to any longer.</returns>
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
        place.IsServed = true;
        bool isTaken = await acknowledger.TakeAsync(_records, _frameCount, end);
        _records.Clear();
        _frameCount = 0;
        place.Speak();
        place.IsServed = false;
        return isTaken;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A sink that fails in its own way must not end the connection; its records are counted as lost.")]
    private async ValueTask HandOverUnacknowledgedAsync()
    {
        place.IsServed = true;
        try
        {
            await sink.WriteAsync(_origin ??= options.Origins.Find(_address), _records, end);
            tally.AddRecords(_records.Count);
        }
        catch (Exception)
        {
            // Whatever a sink fails by, also by the end of the time it has at the end, the sender is listened to: the next records may find it well again.
            tally.AddLost(_records.Count);
        }

        _records.Clear();
        place.Speak();
        place.IsServed = false;
    }
}
