namespace Scalewright.Logs;

/// <summary>Passes the records of one connection to the sink and acknowledges them.</summary>
internal sealed class LogAcknowledger(
    NetworkStream stream,
    ILogSink sink,
    LogOrigin origin,
    string sender,
    LogSession session,
    LogServerOptions options,
    LogCounterAccumulator counters
) : IDisposable
{
    private bool _hasStarted;

    /// <summary>Passes on records that arrived together.</summary>
    /// <returns>True if they were stored and acknowledged. Otherwise the connection ends and the sender sends them
    /// again.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "If a sink throws, the sender keeps all unacknowledged records.")]
    public async ValueTask<bool> AcceptAsync(List<LogRecord> records, int frames, CancellationToken cancellationToken)
    {
        try
        {
            if (!_hasStarted)
            {
                _hasStarted = true;
                long received = sink is ICheckpointedLogSink receipts ? receipts.GetLastReceived(origin, sender) : 0;
                await SendAsync(await session.AcquireAsync(this, received, cancellationToken), cancellationToken);
            }

            if (frames == 0)
            {
                return true;
            }

            long? stored = await session.WriteAsync(
                this,
                frames,
                number => WriteAsync(records, number, cancellationToken),
                cancellationToken
            );
            if (stored is { } last)
            {
                counters.AddRecords(records.Count);
                await SendAsync(last, cancellationToken);
            }

            return stored is not null;
        }
        catch (Exception)
        {
            return false;
        }
    }

    public void Dispose() => session.End(this);

    private ValueTask WriteAsync(List<LogRecord> records, long number, CancellationToken cancellationToken)
    {
        if (sink is ICheckpointedLogSink receipts)
        {
            return receipts.WriteAsync(origin, records, new LogCheckpoint(sender, number), cancellationToken);
        }

        return records.Count > 0 ? sink.WriteAsync(origin, records, cancellationToken) : ValueTask.CompletedTask;
    }

    // A sender that does not read acknowledgements must not keep its slot forever.
    private async ValueTask SendAsync(long received, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeoutSource = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using ITimer timer = options.Clock.CreateTimer(
            static source => ((CancellationTokenSource)source!).Cancel(),
            timeoutSource,
            options.FrameTimeout,
            Timeout.InfiniteTimeSpan
        );
        await stream.WriteAsync(LogAcknowledgementFrame.Write(received), timeoutSource.Token);
    }
}
