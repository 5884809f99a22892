using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Scalewright.Logs;

/// <summary>One sender's connection: frames in, records out. A bad frame costs that frame alone.</summary>
internal sealed class LogReceiver(IPAddress address, LogServerOptions options, ILogSink sink, LogTally tally, LogRoom room, LogPlace place)
{
    private readonly LogRecordReader _reader = new();
    private readonly List<LogRecord> _records = [];
    private LogOrigin _origin = options.Origins.Find(address);
    private bool _hasBegun;

    /// <summary>Takes what comes until the sender ends, or is not to be listened to any more.</summary>
    /// <param name="stream">What the sender sends.</param>
    /// <param name="cancellationToken">Ends handing over as well; the end of the place does not.</param>
    public async Task ReceiveAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        using FrameDeadline deadline = new(options.Clock, options.FrameDeadline, place);
        try
        {
            await ReceiveAsync(stream, deadline, cancellationToken);
        }
        catch (OperationCanceledException) when (deadline.HasPassed)
        {
            tally.AddFault(LogFault.Late);
        }
    }

    private async Task ReceiveAsync(NetworkStream stream, FrameDeadline deadline, CancellationToken cancellationToken)
    {
        using FrameBytes bytes = new(options.FrameBytesMax, room, tally);
        int count;
        do
        {
            count = await ReadSomeAsync(stream, bytes, deadline);
            bytes.Add(count);
            bool mayGoOn = TakeFrames(bytes, deadline);
            await HandOverAsync(cancellationToken);
            if (!mayGoOn)
            {
                return;
            }
        }
        while (count > 0);

        if (!bytes.IsEmpty)
        {
            tally.AddFault(LogFault.Cut);
        }
    }

    // A sender that breaks its connection has ended, no more.
    private async ValueTask<int> ReadSomeAsync(NetworkStream stream, FrameBytes bytes, FrameDeadline deadline)
    {
        try
        {
            if (bytes.IsEmpty)
            {
                // Between frames it may be quiet as long as it likes, and costs no memory.
                bytes.Dispose();
                await WaitForSomeAsync(stream, place.Ended);
            }

            Memory<byte> free = await bytes.RoomAsync(place.Ended);
            ValueTask<int> reading = free.IsEmpty ? ValueTask.FromResult(0) : stream.ReadAsync(free, place.Ended);
            return bytes.IsEmpty ? await reading : await deadline.WaitAsync(reading);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    // Such a wait may end although nothing has come.
    private static async ValueTask WaitForSomeAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        do
        {
            _ = await stream.ReadAsync(Memory<byte>.Empty, cancellationToken);
        }
        while (!stream.Socket.Poll(0, SelectMode.SelectRead));
    }

    private bool TakeFrames(FrameBytes bytes, FrameDeadline deadline)
    {
        while (bytes.TryTake(out ReadOnlyMemory<byte> body))
        {
            deadline.Renew();
            if (!TakeFrame(body, bytes))
            {
                return false;
            }
        }

        if (bytes.IsTooLong)
        {
            tally.AddFault(LogFault.TooLong);
            return false;
        }

        return true;
    }

    private bool TakeFrame(ReadOnlyMemory<byte> body, FrameBytes bytes)
    {
        bool isFirst = !_hasBegun;
        _hasBegun = true;
        if (isFirst && LogHelloFrame.TryRead(body.Span) is { } hello)
        {
            return TakeGreeting(hello);
        }

        LogFault fault = _reader.Read(body, out LogRecord? record);
        if (fault == LogFault.None)
        {
            _records.Add(record!);
            place.Speak();
            tally.AddMalformed(_reader.IsMalformed ? 1 : 0);
        }
        else
        {
            tally.AddFault(fault);
            Recover(fault, body, bytes);
        }

        return true;
    }

    // The length may be what is wrong: what follows a whole value in the body is the next frame's, and after half of one the next has to be found.
    private static void Recover(LogFault fault, ReadOnlyMemory<byte> body, FrameBytes bytes)
    {
        if (fault == LogFault.NotJson)
        {
            int end = LogRecordReader.EndOfValue(body.Span);
            bytes.StepBack(end > 0 ? body.Length - end : 0);
            bytes.IsLost = end == 0;
        }
    }

    private bool TakeGreeting(LogHello hello)
    {
        if (options.Origins.Greet(address, hello) is not { } origin)
        {
            tally.AddRefused();
            return false;
        }

        _origin = origin;
        return true;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A sink that fails in its own way must not end the connection; its records are counted as lost.")]
    private async ValueTask HandOverAsync(CancellationToken cancellationToken)
    {
        if (_records.Count == 0)
        {
            return;
        }

        try
        {
            await sink.WriteAsync(_origin, _records, cancellationToken);
            tally.AddRecords(_records.Count);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whatever a sink fails by, the sender is listened to: the next records may find it well again.
            tally.AddLost(_records.Count);
        }

        _records.Clear();
    }
}
