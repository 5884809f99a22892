namespace Scalewright.Clusters;

/// <summary>A call under way on a resource, which ends with that resource.</summary>
internal sealed class NodeCall(string resource, Action<NodeCall> remove, CancellationToken cancellationToken) : IDisposable
{
    private readonly CancellationTokenSource _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private volatile bool _isEnded;

    /// <summary>Token of the resource.</summary>
    public string Resource => resource;

    /// <summary>True when the resource was removed, or found gone, during the call.</summary>
    public bool IsEnded => _isEnded;

    /// <summary>Cancelled when the call is cancelled or its resource is gone.</summary>
    public CancellationToken Token => _ending.Token;

    /// <summary>Ends the call because its resource is gone.</summary>
    public void End()
    {
        _isEnded = true;
        try
        {
            _ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call has come to its end by itself.
        }
    }

    public void Dispose()
    {
        remove(this);
        _ending.Dispose();
    }
}
