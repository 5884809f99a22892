namespace Scalewright.Agents.Wire;

/// <summary>Sends a stream of the caller during its call. Disposing stops sending.</summary>
internal sealed class RequestStreamSender : IAsyncDisposable
{
    // Maximum time to wait for the caller's stream to stop.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopSource;
    private readonly Task _sending;

    public RequestStreamSender(FrameLink link, AgentCall call, IAsyncEnumerable<ReadOnlyMemory<byte>> items, CallTimeout time)
    {
        _clock = time.Clock;
        _stopSource = CancellationTokenSource.CreateLinkedTokenSource(time.Token);
        _sending = SendAsync(link, call, items, time, _stopSource.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        using CancellationTokenSource timeoutSource = new(EndLimit, _clock);
        try
        {
            await _sending.OrCancelled(timeoutSource.Token);
        }
        catch (OperationCanceledException) when (timeoutSource.IsCancellationRequested)
        {
            // The caller's stream does not end. The call ends without it.
        }

        _stopSource.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the caller's stream throws is thrown to the caller by the call.")]
    private static async Task SendAsync(
        FrameLink link,
        AgentCall call,
        IAsyncEnumerable<ReadOnlyMemory<byte>> items,
        CallTimeout time,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await foreach (ReadOnlyMemory<byte> item in items.WithCancellation(cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await call.SendAsync(ChannelIds.Content, item, isFollowed: false, cancellationToken);
                time.Renew();
            }

            cancellationToken.ThrowIfCancellationRequested();
            link.Queue.Post(FrameKind.End, call.Id);
        }
        catch (Exception failure)
            when (failure is LinkLostException or FaultException
                || (failure is OperationCanceledException && cancellationToken.IsCancellationRequested)
            )
        {
            // The failure is reported to the caller that waits for the response.
        }
        catch (Exception failure)
        {
            call.Fail(new ItemsFailedException(failure));
        }
    }

    // CancelAsync would run callbacks on the thread pool.
    private void Stop() => _stopSource.Cancel();
}

/// <summary>The exception that is thrown when the caller's own stream fails. Wraps that exception.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly.")]
internal sealed class ItemsFailedException(Exception inner) : Exception(inner.Message, inner);
