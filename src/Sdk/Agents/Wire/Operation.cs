namespace Scalewright.Agents.Wire;

/// <summary>Operation that is executed only once, even if it is requested again. Outlives its connection.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer, and a cancellation that comes late must not fail.")]
internal sealed class Operation(OperationId id)
{
    private readonly TaskCompletionSource<CachedResponse> _completion = new();
    private readonly CancellationTokenSource _canceled = new();

    public OperationId Id => id;

    /// <summary>Output of the program; null if the operation runs no program.</summary>
    public ProcessOutput? Output { get; set; }

    /// <summary>Response, once available. Never fails.</summary>
    public Task<CachedResponse> Completion => _completion.Task;

    /// <summary>Canceled when no controller needs the operation any more.</summary>
    public CancellationToken Canceled => _canceled.Token;

    /// <summary>Waits for the response on behalf of one call.</summary>
    /// <remarks>After a broken connection, the operation continues, so that the next connection can get its response.
    /// It is canceled if the controller cancels the call or sends a goodbye message.</remarks>
    public Task<CachedResponse> WaitAsync(ControllerSession controller, AgentCall call, CancellationToken stop)
    {
        call.WhenAbandoned(lost =>
        {
            if (lost is null || controller.Link.IsOrderlyEnd)
            {
                Cancel();
            }
        });
        return Completion.OrCancelled(stop);
    }

    public void Cancel()
    {
        if (!_completion.Task.IsCompleted)
        {
            _canceled.Cancel();
        }
    }

    public void Finish(CachedResponse response) => _completion.TrySetResult(response);
}
