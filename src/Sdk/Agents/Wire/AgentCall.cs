using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Scalewright.Agents.Wire;

/// <summary>Call over a connection. Both sides send chunks, each with a window. One response ends the call.</summary>
internal sealed class AgentCall(FrameLink link, uint id) : IDisposable
{
    /// <summary>Maximum bytes of chunks, with headers, that are in flight or unread in each direction.</summary>
    public const int WindowBytes = 256 * 1024;

    /// <summary>Window bytes that a chunk needs in addition to its content: the header and the channel.</summary>
    public const int ChunkCost = FrameHeader.Size + 1;

    private const int MaxChunkBytes = 32 * 1024;

    // Minimum number of bytes read before a window update is sent. Updates also show a bulk sender that the other side
    // is alive, so the minimum is only one chunk: at 64 kbit/s, half the window takes longer than the heartbeat
    // timeout.
    private const int MinWindowUpdateBytes = MaxChunkBytes;

    private readonly Lock _gate = new();
    private readonly Queue<Chunk> _inbox = new();
    private readonly SendWindow _window = new();
    private CallSignal? _nextFrame;
    private int _receiveWindow = WindowBytes;
    private int _consumed;
    private bool _isEnded;
    private byte[]? _response;
    private Exception? _failure;
    private Action<Exception?>? _abandoned;
    private Exception? _loss;
    private bool _isAbandoned;

    public uint Id => id;

    /// <summary>Result, available after <see cref="ReceiveAsync"/> returned null.</summary>
    public ReadOnlyMemory<byte> Response => _response;

    public bool HasResponse => _response is not null;

    /// <inheritdoc cref="SendWindow.UnderWayBytes"/>
    public int UnderWayBytes => _window.UnderWayBytes;

    /// <summary>Calls a handler when the call is canceled (with null) or the connection is lost (with the reason).
    /// Calls it immediately if that has already happened.</summary>
    public void WhenAbandoned(Action<Exception?> handler)
    {
        lock (_gate)
        {
            if (!_isAbandoned)
            {
                _abandoned += handler;
                return;
            }
        }

        handler(_loss);
    }

    /// <summary>Sends bytes in parts as the window allows. Stops when the response has arrived.</summary>
    /// <param name="isFollowed">True if another frame follows immediately, so that one write carries both.</param>
    public async Task SendAsync(byte channel, ReadOnlyMemory<byte> bytes, bool isFollowed, CancellationToken cancellationToken)
    {
        byte[] prefix = [channel];
        while (!bytes.IsEmpty && !HasResponse)
        {
            int count = _window.Acquire(Math.Min(bytes.Length, MaxChunkBytes), 1, out AsyncSignal? signal);
            if (count == 0)
            {
                await signal!.WaitAsync(cancellationToken);
                continue;
            }

            await link.Queue.SendAsync(FrameKind.Chunk, id, prefix, bytes[..count], isFollowed, cancellationToken);
            bytes = bytes[count..];
        }
    }

    /// <summary>Sends bytes as one chunk when the window allows, unless the response arrives first.</summary>
    /// <param name="bytes">The bytes, at most half a window.</param>
    public async Task SendWholeAsync(byte channel, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!HasResponse)
        {
            if (_window.Acquire(bytes.Length, bytes.Length, out AsyncSignal? signal) > 0)
            {
                await link.Queue.SendAsync(FrameKind.Chunk, id, (byte[])[channel], bytes, isFollowed: false, cancellationToken);
                return;
            }

            await signal!.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Receives the next chunk; null at the end. The caller must return the chunk to the pool. Only one caller
    /// may wait at a time.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Chunk?> ReceiveAsync(CancellationToken cancellationToken)
    {
        Chunk? chunk;
        while (!TryReceive(out chunk, out CallSignal? signal))
        {
            await signal!.WaitAsync(cancellationToken);
        }

        return chunk;
    }

    /// <summary>Adds a received frame. Runs on the read loop.</summary>
    public void OnFrame(in AgentFrame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Chunk:
                Add(frame.Payload.Span);
                break;
            case FrameKind.Window:
                _window.Open(frame.Payload.Span);
                break;
            case FrameKind.Response:
                Finish(frame.Payload.ToArray(), null);
                break;
            case FrameKind.Fault:
                Finish(null, new FaultException(AgentJson.Read(frame.Payload.Span, AgentJson.Default.FaultMessage)));
                break;
            case FrameKind.End:
                Finish(null, null);
                break;
            case FrameKind.Cancel:
                Abandon(null);
                break;
        }
    }

    public void Fail(Exception failure)
    {
        _window.End(failure);
        Finish(null, failure, isLost: true);
        Abandon(failure);
    }

    public void Dispose()
    {
        link.Forget(this);
        lock (_gate)
        {
            _isEnded = true;
            while (_inbox.TryDequeue(out Chunk chunk))
            {
                chunk.Return();
            }
        }
    }

    private bool TryReceive(out Chunk? chunk, out CallSignal? signal)
    {
        (chunk, signal) = (null, null);
        int grant = 0;
        lock (_gate)
        {
            if (_inbox.TryDequeue(out Chunk next))
            {
                chunk = next;
                grant = Consume(next.Count + ChunkCost);
            }
            else if (_failure is not null)
            {
                throw _failure;
            }
            else if (!_isEnded)
            {
                signal = _nextFrame = new CallSignal();
                return false;
            }
        }

        if (grant > 0)
        {
            Span<byte> payload = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(payload, grant);
            link.Queue.Post(FrameKind.Window, id, payload);
        }

        return true;
    }

    private int Consume(int count)
    {
        _consumed += count;
        if (_isEnded || _consumed < MinWindowUpdateBytes)
        {
            return 0;
        }

        int grant = _consumed;
        _receiveWindow += grant;
        _consumed = 0;
        return grant;
    }

    private void Add(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            throw new FrameException("a chunk names no channel");
        }

        CallSignal? signal;
        lock (_gate)
        {
            if (_isEnded)
            {
                link.CountIgnored();
                return;
            }

            int cost = FrameHeader.Size + payload.Length;
            if (cost > _receiveWindow)
            {
                throw new FrameException($"a call received {cost} bytes; its window allows {_receiveWindow}");
            }

            _receiveWindow -= cost;
            _inbox.Enqueue(Chunk.Copy(payload));
            (signal, _nextFrame) = (_nextFrame, null);
        }

        Wake(signal);
    }

    private void Finish(byte[]? response, Exception? failure, bool isLost = false)
    {
        CallSignal? signal;
        bool isFirst;
        lock (_gate)
        {
            isFirst = !_isEnded;
            if (isFirst)
            {
                (_response, _failure) = (response, failure);
            }
            else if (!isLost)
            {
                link.CountIgnored();
            }

            _isEnded = true;
            (signal, _nextFrame) = (_nextFrame, null);
        }

        Wake(signal);
        _window.End(isFirst ? failure : null);
    }

    private void Abandon(Exception? loss)
    {
        Action<Exception?>? handlers;
        lock (_gate)
        {
            (handlers, _abandoned) = (_abandoned, null);
            _loss = _isAbandoned ? _loss : loss;
            _isAbandoned = true;
        }

        handlers?.Invoke(loss);
    }

    private void Wake(CallSignal? signal)
    {
        if (signal is not null)
        {
            link.Work.Add(signal);
        }
    }
}
