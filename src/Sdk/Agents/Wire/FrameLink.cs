namespace Scalewright.Agents.Wire;

/// <summary>Connection that reads frames and dispatches them to their calls until it ends.</summary>
internal sealed class FrameLink : IAsyncDisposable
{
    // Maximum time to wait at the end, for example for a read that cannot be canceled, as with some pipes.
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Stream _stream;
    private readonly LinkOptions _options;
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationToken _closed;
    private readonly FrameReader _reader;
    private readonly Dictionary<uint, AgentCall> _calls = [];
    private readonly Heartbeat _heartbeat;
    private Task _reading = Task.CompletedTask;
    private Exception? _failure;
    private long _ignored;
    private int _callCount;

    public FrameLink(Stream stream, LinkOptions options)
    {
        // The token is stored, because a disposed source would throw: the link may be closed after its disposal.
        (_stream, _options, _closed) = (stream, options, _closing.Token);
        _reader = new FrameReader(stream, options.Clock, options.FrameTimeout, _closed);
        Queue = new FrameQueue(stream, () => CallCount > 1, Fail, _closed);
        _heartbeat = new Heartbeat(Queue, options, Fail);
        Work = new LinkWorkQueue(options.MaxWorkDelay, options.Clock);
    }

    public FrameQueue Queue { get; }

    /// <summary>Called for each request on the read loop. Long work belongs in <see cref="Work"/>.</summary>
    public Action<AgentFrame>? OnRequest { get; set; }

    /// <summary>Number of frames that no call expected: late, duplicate or of an unknown kind.</summary>
    public long IgnoredCount => Interlocked.Read(ref _ignored);

    /// <summary>Reason of the end; null while the connection is open.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>True if the other side sent a goodbye message without a fault.</summary>
    public bool IsOrderlyEnd => Failure is FaultException { Fault.Code: "" };

    public int CallCount => Volatile.Read(ref _callCount);

    public LinkWorkQueue Work { get; }

    public async Task<HandshakeMessage> ReadHelloAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static closing => ((CancellationTokenSource)closing!).Cancel(),
            _closing
        );
        try
        {
            if (!await _reader.ReadAsync())
            {
                throw new EndOfStreamException("the other side ended the connection");
            }
        }
        catch (OperationCanceledException) when (Failure is { } unwritten && !cancellationToken.IsCancellationRequested)
        {
            // The other side may have rejected the handshake and sent the reason before it disconnected.
            throw await ReadGoodbyeAsync() ?? unwritten;
        }

        AgentFrame frame = _reader.Current;
        return frame.Kind switch
        {
            FrameKind.Hello => AgentJson.Read(frame.Payload.Span, AgentJson.Default.HandshakeMessage),
            FrameKind.Goodbye => throw ReadFault(frame),
            _ => throw new FrameException($"the connection begins with a frame of kind {(int)frame.Kind}, not with a hello"),
        };
    }

    public void PostHello(HandshakeMessage hello) =>
        Queue.Post(FrameKind.Hello, 0, AgentJson.Write(hello, AgentJson.Default.HandshakeMessage));

    /// <summary>Starts reading frames, and the heartbeat. Called after the handshake.</summary>
    public void Start()
    {
        _heartbeat.Start();
        _reading = ReadAsync();
    }

    public Task WaitForEndAsync() => _reading;

    /// <summary>Adds a call; null if the ID is in use.</summary>
    public AgentCall? Add(uint id)
    {
        AgentCall call = new(this, id);
        lock (_gate)
        {
            bool isNew = _failure is not null ? throw new LinkLostException(_failure) : _calls.TryAdd(id, call);
            _callCount = _calls.Count;
            return isNew ? call : null;
        }
    }

    public void Forget(AgentCall call)
    {
        lock (_gate)
        {
            _calls.Remove(call.Id);
            _callCount = _calls.Count;
        }
    }

    public void CountIgnored() => Interlocked.Increment(ref _ignored);

    public Task PingAsync(CancellationToken cancellationToken) => _heartbeat.PingAsync(cancellationToken);

    /// <summary>Ends the connection. Only the first reason is kept.</summary>
    public void Fail(Exception failure)
    {
        AgentCall[] calls;
        lock (_gate)
        {
            if (_failure is not null)
            {
                return;
            }

            _failure = failure;
            calls = [.. _calls.Values];
        }

        _heartbeat.End(failure);
        Queue.End(failure);
        LinkLostException lost = new(failure);
        foreach (AgentCall call in calls)
        {
            call.Fail(lost);
        }

        Work.RunApart();
        _closing.Cancel();
    }

    /// <summary>Sends the reason, waits for queued frames to be written, and ends the connection.</summary>
    public Task CloseAsync(FaultMessage? reason, TimeSpan timeout) =>
        CloseAsync(
            reason,
            timeout,
            reason is null ? new EndOfStreamException("this side ended the connection") : new FaultException(reason)
        );

    /// <summary>Ends the connection after an invalid frame. Reports it if the other side still reads.</summary>
    public async Task RejectAsync(FrameException bad)
    {
        if (Failure is null)
        {
            await CloseAsync(FaultMessage.From(AgentProblems.BadFrame(bad.Message)), EndGrace, bad);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Fail(new EndOfStreamException("this side ended the connection"));
        _heartbeat.Stop();
        await EndStreamAsync();
        try
        {
            await _reading.WaitAsync(EndGrace, _options.Clock);
            _reader.Dispose();
        }
        catch (TimeoutException)
        {
            // The pending read still uses the buffer of the reader and disposes it at its end.
        }

        Work.Dispose();
        _closing.Dispose();
    }

    private async Task CloseAsync(FaultMessage? reason, TimeSpan timeout, Exception failure)
    {
        byte[] payload = reason is null ? [] : AgentJson.Write(reason, AgentJson.Default.FaultMessage);
        Queue.Post(FrameKind.Goodbye, 0, payload);
        await SettleAsync(Queue.Writing, timeout);
        Fail(failure);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Why the writing failed is reported by the failure of the connection.")]
    private async Task SettleAsync(Task task, TimeSpan timeout)
    {
        using CancellationTokenSource end = new(timeout, _options.Clock);
        using CancellationTokenSource linkedSource = CancellationTokenSource.CreateLinkedTokenSource(end.Token, _closed);
        try
        {
            await task.OrCancelled(linkedSource.Token);
        }
        catch (Exception)
        {
            // The connection ends now, whether or not the task failed or timed out.
        }
    }

    private async Task<Exception?> ReadGoodbyeAsync()
    {
        using CancellationTokenSource timeoutSource = new(EndGrace, _options.Clock);
        using FrameReader reader = new(_stream, _options.Clock, EndGrace, timeoutSource.Token);
        try
        {
            return await reader.ReadAsync() && reader.Current.Kind == FrameKind.Goodbye ? ReadFault(reader.Current) : null;
        }
        catch (Exception failure) when (failure is IOException or FrameException or OperationCanceledException or ObjectDisposedException)
        {
            // The agent has disconnected without a reason.
            return null;
        }
    }

    private static FaultException ReadFault(AgentFrame goodbye) =>
        new(
            goodbye.Payload.IsEmpty
                ? new FaultMessage { Found = "the other side ended the connection", Advice = "connect again" }
                : AgentJson.Read(goodbye.Payload.Span, AgentJson.Default.FaultMessage)
        );

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the stream throws ends the connection, with that as the reason.")]
    private async Task ReadAsync()
    {
        try
        {
            while (await Work.WhileAsync(_reader.ReadAsync()))
            {
                _heartbeat.RecordReceived();
                do
                {
                    Dispatch(_reader.Current);
                } while (_reader.TryRead());
            }

            await SettleAsync(Work.WhenIdleAsync(), EndGrace);
            await SettleAsync(Queue.Writing, EndGrace);
            Fail(new EndOfStreamException("the other side ended the connection"));
        }
        catch (FrameException failure)
        {
            await RejectAsync(failure);
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
        finally
        {
            Work.RunApart();
            _reader.Dispose();
            await EndStreamAsync();
        }
    }

    // The other side must see the end immediately, even if this connection is disposed later.
    private async Task EndStreamAsync()
    {
        try
        {
            await _stream.DisposeAsync();
        }
        catch (IOException)
        {
            // The remaining bytes cannot be written: the connection has already ended for another reason.
        }
    }

    private void Dispatch(in AgentFrame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Request when OnRequest is { } requested:
                requested(frame);
                break;
            case FrameKind.Response or FrameKind.Chunk or FrameKind.End or FrameKind.Cancel or FrameKind.Window or FrameKind.Fault:
                DispatchToCall(frame);
                break;
            case FrameKind.Ping:
                Queue.Post(FrameKind.Pong, frame.Call, frame.Payload.Span[..Math.Min(frame.Payload.Length, sizeof(long))]);
                break;
            case FrameKind.Pong:
                _heartbeat.ReceivePong(frame.Payload.Span);
                break;
            case FrameKind.Goodbye:
                throw ReadFault(frame);
            default:
                CountIgnored();
                break;
        }
    }

    private void DispatchToCall(in AgentFrame frame)
    {
        AgentCall? call;
        lock (_gate)
        {
            _calls.TryGetValue(frame.Call, out call);
        }

        if (call is null)
        {
            CountIgnored();
        }
        else
        {
            call.OnFrame(frame);
        }
    }
}
