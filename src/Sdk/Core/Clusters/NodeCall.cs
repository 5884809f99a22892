namespace Scalewright.Clusters;

/// <summary>A call in progress on a resource; it ends when the resource is gone.</summary>
internal sealed class NodeCall(string resource, Action<NodeCall> remove, CancellationToken cancellationToken) : IDisposable
{
    private readonly CancellationTokenSource _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private volatile bool _isEnded;

    public string Resource => resource;

    /// <summary>True if the resource was removed or found missing during the call.</summary>
    public bool IsEnded => _isEnded;

    /// <summary>Canceled when the call is canceled or its resource is gone.</summary>
    public CancellationToken Token => _ending.Token;

    public void End()
    {
        _isEnded = true;
        try
        {
            _ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call has completed already.
        }
    }

    public void Dispose()
    {
        remove(this);
        _ending.Dispose();
    }
}
