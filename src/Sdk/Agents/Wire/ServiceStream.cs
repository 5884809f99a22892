using Scalewright.Agents.Services;

namespace Scalewright.Agents.Wire;

/// <summary>Response stream of a call. The caller's connection describes its failures.</summary>
internal sealed class ServiceStream(ServiceRequest request, CallTimeout time, Func<Exception, Exception> describe) : IAsyncDisposable
{
    private CallLimiter? _heldSlots;
    private FrameLink? _link;
    private AgentCall? _call;
    private ItemStreamReader? _items;
    private RequestStreamSender? _sender;
    private bool _isOver;

    /// <summary>Opens the stream.</summary>
    /// <remarks>Dispose the stream also after a failure: it returns the slot.</remarks>
    public async Task OpenAsync(CallLimiter slots, Func<ServiceRequest, CancellationToken, Task<(FrameLink Link, AgentCall Call)>> open)
    {
        try
        {
            await slots.AcquireAsync(time.Token);
            _heldSlots = slots;
            (_link, _call) = await open(request, time.Token);
            _items = new ItemStreamReader(_call, ChannelIds.Output);
            _sender = request.RequestStream is null ? null : new RequestStreamSender(_link, _call, request.RequestStream, time);
        }
        catch (Exception exception)
        {
            ThrowIfReplaced(exception);
            throw;
        }
    }

    /// <returns>Next value; null at the end.</returns>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync()
    {
        try
        {
            ValueTask<ReadOnlyMemory<byte>?> reading = _items!.ReadAsync(time.Token);

            // The timeout runs only while the node has to respond: a value that has arrived needs no wait, and the caller
            // may take any time between two reads.
            if (!reading.IsCompleted)
            {
                time.Resume();
            }

            ReadOnlyMemory<byte>? item = await reading;
            time.Pause();
            _isOver = item is null;
            return item;
        }
        catch (Exception exception)
        {
            // The node ended the call itself, or cannot receive a cancellation.
            _isOver = exception is FaultException or LinkLostException;
            ThrowIfReplaced(exception);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_call is not null && !_isOver)
        {
            _link!.Queue.Post(FrameKind.Cancel, _call.Id);
        }

        if (_sender is not null)
        {
            await _sender.DisposeAsync();
        }

        _call?.Dispose();
        _heldSlots?.Return();
    }

    // An exception that the description does not replace is rethrown by the caller, which keeps its stack trace.
    private void ThrowIfReplaced(Exception exception)
    {
        Exception described = describe(exception);
        if (!ReferenceEquals(described, exception))
        {
            throw described;
        }
    }
}
