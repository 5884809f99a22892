namespace Scalewright.Agents.Wire;

/// <summary>Sends a stream of the caller while its call goes on; disposing ends the sending.</summary>
internal sealed class ItemSender : IAsyncDisposable
{
    // A stream of the caller that does not end when it is told is left to itself.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _enough;
    private readonly Task _sending;

    public ItemSender(FrameLink link, Call call, IAsyncEnumerable<ReadOnlyMemory<byte>> items, CallTime time)
    {
        _clock = time.Clock;
        _enough = CancellationTokenSource.CreateLinkedTokenSource(time.Token);
        _sending = SendAsync(link, call, items, time, _enough.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        using CancellationTokenSource late = new(EndLimit, _clock);
        try
        {
            await _sending.OrCancelled(late.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
        }

        _enough.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the caller's stream throws is thrown to the caller by the call.")]
    private static async Task SendAsync(FrameLink link, Call call, IAsyncEnumerable<ReadOnlyMemory<byte>> items, CallTime time, CancellationToken enough)
    {
        try
        {
            await foreach (ReadOnlyMemory<byte> item in items.WithCancellation(enough))
            {
                enough.ThrowIfCancellationRequested();
                await call.SendAsync(Channels.Content, item, false, enough);
                time.Renew();
            }

            enough.ThrowIfCancellationRequested();
            link.Queue.Post(FrameKind.End, call.Id);
        }
        catch (Exception failure) when (failure is LinkLostException or FaultException || (failure is OperationCanceledException && enough.IsCancellationRequested))
        {
            // Who waits for the answer is told.
        }
        catch (Exception failure)
        {
            call.Fail(new ItemsFailedException(failure));
        }
    }

    // Not CancelAsync, which leaves the caller's loop.
    private void Stop() => _enough.Cancel();
}

/// <summary>The caller's own stream failed while it was sent; its exception is inside.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly.")]
internal sealed class ItemsFailedException(Exception inner) : Exception(inner.Message, inner);
