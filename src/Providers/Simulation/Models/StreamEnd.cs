using System.Net.Sockets;
using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Providers.Simulation.Models;

/// <summary>One end of a stream: sends pieces until they are acknowledged, and puts those it gets in order.</summary>
internal sealed class StreamEnd
{
    private readonly SimulatedNetwork _network;
    private readonly int _port;
    private readonly LoopSource<bool> _opened;
    private readonly SortedDictionary<long, Segment> _early = [];
    private readonly StreamBuffer _received = new();
    private PendingRead? _read;
    private PendingWrite? _write;
    private SocketError? _failure;
    private long _nextToSend;
    private long _nextToTake;
    private long _unacknowledged;
    private long _lastAnswer;
    private bool _isEnded;
    private bool _isClosed;
    private bool _isCloseKnown;
    private long _earlyBytes;

    private StreamEnd(SimulatedNetwork network, NetworkHost near, NetworkHost far, int port, CancellationToken cancellationToken)
    {
        (_network, Near, Far, _port) = (network, near, far, port);
        _opened = new LoopSource<bool>(Reset, cancellationToken);
        _lastAnswer = network.Kernel.Now;
        near.Ends.Add(this);
    }

    public NetworkHost Near { get; }

    public NetworkHost Far { get; }

    /// <summary>Null until the far host has accepted.</summary>
    public StreamEnd? Other { get; private set; }

    public Task<bool> Opened => _opened.Task;

    // What the other side may not send more of: arrived and not read, or arrived before its turn.
    private long HeldBytes => _received.Count + _earlyBytes;

    private SimulationKernel Kernel => _network.Kernel;

    private NetworkLink Forth => _network.LinkOf(Near.Name, Far.Name);

    private NetworkLink Back => _network.LinkOf(Far.Name, Near.Name);

    private TimeSpan GiveUpAfter => _opened.Task.IsCompleted ? _network.Options.GiveUpAfter : _network.Options.ConnectGiveUpAfter;

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
            return TakeReceived(target);
        }

        LoopSource<int> source = new(() => _read = null, cancellationToken);
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

        ReadOnlyMemory<byte> left = SendWhatFits(source);
        if (_failure is not null)
        {
            return ValueTask.FromException(Broken());
        }

        if (left.IsEmpty)
        {
            return ValueTask.CompletedTask;
        }

        LoopSource<bool> waiting = new(() => _write = null, cancellationToken);
        _write = new PendingWrite(left, waiting);
        return new ValueTask(waiting.Task);
    }

    /// <summary>Sends what was written, then the end; takes no more.</summary>
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

    /// <summary>Drops everything and tells the other end, if the link lets it through.</summary>
    public void Reset()
    {
        if (_failure is null && Other is { } other && Forth.Carry(0) is { } arrival)
        {
            Kernel.Schedule(arrival, () => other.Fail(SocketError.ConnectionReset));
        }

        Fail(SocketError.ConnectionAborted);
    }

    /// <summary>The host is gone: nothing is sent any more.</summary>
    public void Vanish() => Fail(SocketError.NetworkDown);

    public void Fail(SocketError failure)
    {
        if (_failure is not null)
        {
            return;
        }

        _failure = failure;
        _early.Clear();
        _earlyBytes = 0;
        Near.Ends.Remove(this);
        _opened.Fail(new SocketException((int)failure));
        // Seen or not: who gave up connecting does not look at it.
        _ = _opened.Task.Exception;
        Wake();
    }

    public void Transmit(Segment segment)
    {
        if (_failure is not null || segment.IsAcknowledged)
        {
            return;
        }

        if (segment.TriesCount > 0 && Kernel.Now - _lastAnswer >= GiveUpAfter.Ticks)
        {
            Fail(SocketError.TimedOut);
            return;
        }

        if (Forth.Carry(segment.Payload.Length, segment.TriesCount > 0) is { } arrival)
        {
            Kernel.Schedule(arrival, new SegmentArrival(segment));
        }
        else
        {
            Retry(segment);
        }
    }

    /// <summary>Happens at the far host.</summary>
    public void Arrive(Segment segment)
    {
        if (!Far.IsUp || Back.IsCut)
        {
            TakeUnanswered(segment);
            Retry(segment);
            return;
        }

        Kernel.Schedule(Kernel.Now + Back.Answer(), new SegmentAcknowledgement(segment, isReset: !Take(segment)));
    }

    public void Acknowledge(Segment segment, bool isReset)
    {
        _lastAnswer = Kernel.Now;
        if (_failure is not null || segment.IsAcknowledged)
        {
            return;
        }

        if (isReset)
        {
            Fail(segment.Kind == SegmentKind.Open ? SocketError.ConnectionRefused : SocketError.ConnectionReset);
            return;
        }

        segment.IsAcknowledged = true;
        _unacknowledged -= segment.Payload.Length;
        _isCloseKnown |= segment.Kind == SegmentKind.Close;
        LeaveWhenDone();
        Wake();
    }

    /// <summary>Lets a read or write go on that can.</summary>
    public void Wake()
    {
        if (_write is { } write)
        {
            _write = null;
            GoOn(write);
        }

        if (_read is { } read && (_received.Count > 0 || _isEnded || _failure is not null))
        {
            _read = null;
            GoOn(read);
        }
    }

    private void GoOn(PendingRead read)
    {
        if (_received.Count == 0 && _failure is not null)
        {
            read.Source.Fail(Broken());
            return;
        }

        int count = _received.Take(read.Target.Span);
        Other?.Wake();
        read.Source.Set(count);
    }

    private void GoOn(PendingWrite write)
    {
        ReadOnlyMemory<byte> left = SendWhatFits(write.Left);
        if (_failure is not null)
        {
            write.Source.Fail(Broken());
        }
        else if (left.IsEmpty)
        {
            write.Source.Set(true);
        }
        else
        {
            _write = write with { Left = left };
        }
    }

    private ValueTask<int> TakeReceived(Memory<byte> target)
    {
        if (_received.Count == 0 && _failure is not null)
        {
            return ValueTask.FromException<int>(Broken());
        }

        int count = _received.Take(target.Span);
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

    private void Send(SegmentKind kind, ReadOnlyMemory<byte> payload)
    {
        if (_unacknowledged == 0)
        {
            _lastAnswer = Kernel.Now;
        }

        _unacknowledged += payload.Length;
        Transmit(new Segment(this, kind, _nextToSend++, payload));
    }

    private void Retry(Segment segment)
    {
        const int DoublingsMax = 30;
        long wait = _network.Options.RetryFirst.Ticks << Math.Min(segment.TriesCount, DoublingsMax);
        segment.TriesCount++;
        Kernel.Schedule(Kernel.Now + Math.Min(wait, _network.Options.RetryLongest.Ticks), segment);
    }

    // A one-way cut: the far host gets the piece, and this end never learns of it.
    private void TakeUnanswered(Segment segment)
    {
        if (Far.IsUp)
        {
            Take(segment);
        }
    }

    private bool Take(Segment segment)
    {
        if (segment.Kind == SegmentKind.Open)
        {
            return Accept();
        }

        return Other is { } other && other.TakeInOrder(segment);
    }

    private bool Accept()
    {
        if (Other is not null)
        {
            return true;
        }

        if (!Far.Listeners.TryGetValue(_port, out NetworkListener? listener))
        {
            return false;
        }

        Other = new StreamEnd(_network, Far, Near, _port, CancellationToken.None) { Other = this, _nextToTake = 1 };
        Other._opened.Set(true);
        Other.Send(SegmentKind.Opened, default);
        listener.Take(Other);
        return true;
    }

    private bool TakeInOrder(Segment segment)
    {
        if (_failure is not null || (_isClosed && segment.Kind == SegmentKind.Data && segment.Number >= _nextToTake))
        {
            return false;
        }

        if (segment.Number >= _nextToTake && _early.TryAdd(segment.Number, segment))
        {
            _earlyBytes += segment.Payload.Length;
        }

        while (_early.Remove(_nextToTake, out Segment? next))
        {
            _nextToTake++;
            _earlyBytes -= next.Payload.Length;
            TakeNext(next);
        }

        return true;
    }

    private void TakeNext(Segment segment)
    {
        switch (segment.Kind)
        {
            case SegmentKind.Opened:
                _opened.Set(true);
                break;
            case SegmentKind.Close:
                _isEnded = true;
                LeaveWhenDone();
                break;
            default:
                _received.Add(segment.Payload);
                break;
        }

        Wake();
    }

    private void LeaveWhenDone()
    {
        if (_isCloseKnown && _isEnded)
        {
            Near.Ends.Remove(this);
        }
    }

    private IOException Broken()
    {
        SocketException reason = new((int)_failure!.Value);
        return new IOException($"The stream from {Near.Name} to {Far.Name} is broken: {_failure}.", reason);
    }
}
