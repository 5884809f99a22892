using Scalewright.Agents.Services;

namespace Scalewright.Agents.Wire;

/// <summary>Response stream of a call. The caller's connection describes its failures.</summary>
[SuppressMessage("Usage", "MA0027", Justification = "What is thrown is another exception, which holds the one that came.")]
internal sealed class ServiceStream(ServiceRequest request, CallTimeout time, Func<Exception, Exception> describe) : IAsyncDisposable
{
    private CallLimiter? _slots;
    private FrameLink? _link;
    private AgentCall? _call;
    private ItemStreamReader? _lines;
    private RequestStreamSender? _sender;
    private bool _isOver;

    public async Task OpenAsync(CallLimiter slots, Func<ServiceRequest, CancellationToken, Task<(FrameLink Link, AgentCall Call)>> open)
    {
        try
        {
            await slots.AcquireAsync(time.Token);
            _slots = slots;
            (_link, _call) = await open(request, time.Token);
            _lines = new ItemStreamReader(_call, ChannelIds.Output);
            _sender = request.RequestStream is null ? null : new RequestStreamSender(_link, _call, request.RequestStream, time);
        }
        catch (Exception failure) when (describe(failure) is var described && !ReferenceEquals(described, failure))
        {
            throw described;
        }
    }

    /// <returns>Next value; null at the end.</returns>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync()
    {
        try
        {
            ValueTask<ReadOnlyMemory<byte>?> reading = _lines!.ReadAsync(time.Token);
            if (!reading.IsCompleted)
            {
                time.Resume();
            }

            ReadOnlyMemory<byte>? item = await reading;
            time.Pause();
            _isOver = item is null;
            return item;
        }
        catch (Exception failure)
        {
            _isOver = failure is FaultException or LinkLostException;
            Exception described = describe(failure);
            if (ReferenceEquals(described, failure))
            {
                throw;
            }

            throw described;
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
        _slots?.Return();
    }
}
