namespace Scalewright.Providers.Simulation.Models;

/// <summary>End of a stream: sends segments until they are acknowledged, and reorders received ones.</summary>
internal sealed partial class StreamEnd
{
    private readonly SimulatedNetwork _network;
    private readonly int _port;
    private readonly LoopSource<bool> _opened;
    private readonly StreamBuffer _received = new();
    private PendingRead? _read;
    private Action? _abandonRead;
    private PendingWrite? _write;
    private SocketError? _failure;
    private long _unacknowledged;
    private bool _isEnded;
    private bool _isClosed;

    private StreamEnd(SimulatedNetwork network, NetworkHost near, NetworkHost far, int port, CancellationToken cancellationToken)
    {
        (_network, Near, Far, _port) = (network, near, far, port);
        _opened = new LoopSource<bool>(Reset, cancellationToken);
        _acknowledgedAt = network.Kernel.Now;
        near.Ends.Add(this);
    }

    public NetworkHost Near { get; }

    public NetworkHost Far { get; }

    /// <summary>Remote end; null until the remote host has accepted the stream.</summary>
    public StreamEnd? Other { get; private set; }

    public Task<bool> Opened => _opened.Task;

    // Counts against the window of the peer: unread bytes, and bytes that arrived out of order.
    private long HeldBytes => _received.Count + _earlyBytes;

    private SimulationKernel Kernel => _network.Kernel;

    private NetworkLink Outbound => _network.GetLink(Near.Name, Far.Name);

    private NetworkLink Inbound => _network.GetLink(Far.Name, Near.Name);

    private TimeSpan RetryTimeout => _opened.Task.IsCompleted ? _network.Options.RetransmissionTimeout : _network.Options.ConnectTimeout;

    public static StreamEnd Open(SimulatedNetwork network, NetworkHost near, NetworkHost far, int port, CancellationToken cancellationToken)
    {
        StreamEnd end = new(network, near, far, port, cancellationToken);
        end.Send(SegmentKind.Open, default);
        return end;
    }

    public ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        Kernel.CheckThread();
        if (_read is not null)
        {
            throw new InvalidOperationException("The stream is being read already; await one read before the next.");
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        if (_received.Count > 0 || _isEnded || target.IsEmpty || _failure is not null)
        {
            return ReadReceived(target);
        }

        LoopSource<int> source = new(_abandonRead ??= () => _read = null, cancellationToken);
        _read = new PendingRead(target, source);
        return new ValueTask<int>(source.Task);
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        Kernel.CheckThread();
        if (_write is not null)
        {
            throw new InvalidOperationException("The stream is being written already; await one write before the next.");
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        ReadOnlyMemory<byte> remaining = SendWhatFits(source);
        if (_failure is not null)
        {
            return ValueTask.FromException(CreateFailure());
        }

        if (remaining.IsEmpty)
        {
            return ValueTask.CompletedTask;
        }

        LoopSource<bool> waiting = new(() => _write = null, cancellationToken);
        _write = new PendingWrite(remaining, waiting);
        return new ValueTask(waiting.Task);
    }

    /// <summary>Sends the pending data and the end of the stream. No more writes are accepted.</summary>
    public void Close()
    {
        Kernel.CheckThread();
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        if (_failure is null)
        {
            Send(SegmentKind.Close, default);
        }

        Wake();
    }

    /// <summary>Drops all data and notifies the other end, if the link allows.</summary>
    public void Reset()
    {
        if (_failure is null && Other is { } peer && Outbound.Carry(0) is { } arrival)
        {
            Kernel.Schedule(arrival, () => peer.Fail(SocketError.ConnectionReset));
        }

        Fail(SocketError.ConnectionAborted);
    }

    /// <summary>Called when the host is down: sends nothing more.</summary>
    public void Vanish() => Fail(SocketError.NetworkDown);

    public void Fail(SocketError failure)
    {
        if (_failure is not null)
        {
            return;
        }

        _failure = failure;
        _outOfOrder.Clear();
        _earlyBytes = 0;
        Near.Ends.Remove(this);
        _opened.Fail(new SocketException((int)failure));
        // Observes the exception, because a caller that stopped connecting does not.
        _ = _opened.Task.Exception;
        Wake();
    }

    /// <summary>Completes pending reads and writes that can proceed.</summary>
    public void Wake()
    {
        if (_write is { } write)
        {
            _write = null;
            Resume(write);
        }

        if (_read is { } read && (_received.Count > 0 || _isEnded || _failure is not null))
        {
            _read = null;
            Resume(read);
        }
    }

    private void Resume(PendingRead read)
    {
        if (_received.Count == 0 && _failure is not null)
        {
            read.Source.Fail(CreateFailure());
            return;
        }

        int count = _received.Read(read.Target.Span);
        Other?.Wake();
        read.Source.Set(count);
    }

    private void Resume(PendingWrite write)
    {
        ReadOnlyMemory<byte> remaining = SendWhatFits(write.Remaining);
        if (_failure is not null)
        {
            write.Source.Fail(CreateFailure());
        }
        else if (remaining.IsEmpty)
        {
            write.Source.Set(true);
        }
        else
        {
            _write = write with { Remaining = remaining };
        }
    }

    private ValueTask<int> ReadReceived(Memory<byte> target)
    {
        if (_received.Count == 0 && _failure is not null)
        {
            return ValueTask.FromException<int>(CreateFailure());
        }

        int count = _received.Read(target.Span);
        Other?.Wake();
        return ValueTask.FromResult(count);
    }

    private ReadOnlyMemory<byte> SendWhatFits(ReadOnlyMemory<byte> source)
    {
        while (!source.IsEmpty && _failure is null && _unacknowledged + (Other?.HeldBytes ?? 0) < _network.Options.WindowBytes)
        {
            ReadOnlyMemory<byte> piece = source[..Math.Min(source.Length, _network.Options.SegmentBytes)];
            Send(SegmentKind.Data, piece.ToArray());
            source = source[piece.Length..];
        }

        return source;
    }

    private IOException CreateFailure()
    {
        SocketException reason = new((int)_failure!.Value);
        return new IOException($"The stream from {Near.Name} to {Far.Name} is broken: {_failure}.", reason);
    }
}

internal sealed record PendingWrite(ReadOnlyMemory<byte> Remaining, LoopSource<bool> Source);

internal sealed record PendingRead(Memory<byte> Target, LoopSource<int> Source);

/// <summary>Bytes that have arrived and are not read yet.</summary>
internal sealed class StreamBuffer
{
    private readonly Queue<ReadOnlyMemory<byte>> _pieces = new();
    private int _offset;

    public long Count { get; private set; }

    public void Add(ReadOnlyMemory<byte> piece)
    {
        if (!piece.IsEmpty)
        {
            _pieces.Enqueue(piece);
            Count += piece.Length;
        }
    }

    public int Read(Span<byte> target)
    {
        int total = 0;
        while (total < target.Length && _pieces.TryPeek(out ReadOnlyMemory<byte> piece))
        {
            ReadOnlySpan<byte> remaining = piece.Span[_offset..];
            int count = Math.Min(remaining.Length, target.Length - total);
            remaining[..count].CopyTo(target[total..]);
            total += count;
            _offset += count;
            if (_offset == piece.Length)
            {
                _pieces.Dequeue();
                _offset = 0;
            }
        }

        Count -= total;
        return total;
    }
}
