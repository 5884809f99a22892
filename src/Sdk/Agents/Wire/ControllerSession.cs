namespace Scalewright.Agents.Wire;

internal sealed class ControllerSession(FrameLink link, long epoch, string session)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _idle = new();
    private int _count;
    private bool _isEnding;

    public FrameLink Link => link;

    public long Epoch => epoch;

    public OperationId Identify(RequestHeader head) => new(epoch, session, head.Operation);

    public void StartCall()
    {
        lock (_gate)
        {
            _count++;
        }
    }

    public void EndCall()
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

    /// <summary>Completes when no call is in progress, after broken transfers are cleaned up.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            _isEnding = true;
            return _count == 0 ? Task.CompletedTask : _idle.Task;
        }
    }
}
