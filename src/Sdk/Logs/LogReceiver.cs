using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Scalewright.Logs;

/// <summary>One sender's connection: frames in, records out. A bad frame costs that frame alone.</summary>
internal sealed class LogReceiver(IPAddress address, ILogOrigins origins, ILogSink sink, LogTally tally, int frameBytesMax)
{
    private readonly LogRecordReader _reader = new();
    private readonly List<LogRecord> _records = [];
    private LogOrigin _origin = origins.Find(address);
    private bool _hasBegun;

    /// <summary>Takes what comes until the sender ends, or is not to be listened to any more.</summary>
    public async Task ReceiveAsync(Stream stream, CancellationToken cancellationToken)
    {
        using FrameBytes bytes = new(frameBytesMax);
        int count;
        do
        {
            count = await ReadSomeAsync(stream, bytes, cancellationToken);
            bytes.Add(count);
            bool mayGoOn = TakeFrames(bytes);
            await HandOverAsync(cancellationToken);
            if (!mayGoOn)
            {
                return;
            }
        }
        while (count > 0);

        if (bytes.IsWithinFrame)
        {
            tally.AddFault(LogFault.Cut);
        }
    }

    // A sender that breaks its connection has ended, no more.
    private static async ValueTask<int> ReadSomeAsync(Stream stream, FrameBytes bytes, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(bytes.Room(), cancellationToken);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private bool TakeFrames(FrameBytes bytes)
    {
        while (bytes.TryTake(out ReadOnlyMemory<byte> body))
        {
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
        if (origins.Greet(address, hello) is not { } origin)
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
