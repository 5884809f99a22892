namespace Scalewright.Agents.Wire;

/// <summary>Something that was asked for once, however often the request comes. It outlives the connection that brought it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer, and a cancellation that comes late must not fail.")]
internal sealed class Operation(OperationId id)
{
    private readonly TaskCompletionSource<StoredAnswer> _done = new();
    private readonly CancellationTokenSource _unwanted = new();

    public OperationId Id => id;

    /// <summary>What its program writes; null when it has none.</summary>
    public ProgramOutput? Output { get; set; }

    /// <summary>Its answer, once there is one. Never fails.</summary>
    public Task<StoredAnswer> Done => _done.Task;

    /// <summary>Cancelled when no one wants it any more.</summary>
    public CancellationToken Unwanted => _unwanted.Token;

    /// <summary>Waits for the answer, for one call. A connection that breaks leaves the operation for the next one; a controller that
    /// gives the call up, or says goodbye, does not come back.</summary>
    public Task<StoredAnswer> WaitAsync(Controller controller, Call call, CancellationToken gone)
    {
        call.WhenAbandoned(lost =>
        {
            if (lost is null || controller.Link.IsOrderlyEnd)
            {
                Cancel();
            }
        });
        return Done.OrCancelled(gone);
    }

    public void Cancel()
    {
        if (!_done.Task.IsCompleted)
        {
            _unwanted.Cancel();
        }
    }

    public void Finish(StoredAnswer answer) => _done.TrySetResult(answer);
}
