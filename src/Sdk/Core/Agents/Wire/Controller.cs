namespace Scalewright.Agents.Wire;

/// <summary>A controller that has been let in, and the calls of it that are being answered.</summary>
internal sealed class Controller(FrameLink link, long epoch, string session)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _idle = new();
    private int _count;
    private bool _isEnding;

    public FrameLink Link => link;

    public long Epoch => epoch;

    public OperationId Identify(RequestHead head) => new(epoch, session, head.Operation);

    public void BeginAnswer()
    {
        lock (_gate)
        {
            _count++;
        }
    }

    public void EndAnswer()
    {
        bool isIdle;
        lock (_gate)
        {
            isIdle = --_count == 0 && _isEnding;
        }

        if (isIdle)
        {
            _idle.TrySetResult();
        }
    }

    /// <summary>Ends when no call is being answered any more: what a broken transfer left is gone then.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            _isEnding = true;
            return _count == 0 ? Task.CompletedTask : _idle.Task;
        }
    }
}
