namespace Scalewright.Clusters;

/// <summary>Calls in progress on the current and earlier resources of one node name. Thread-safe.</summary>
internal sealed class NodeCalls
{
    private readonly Lock _gate = new();
    private readonly List<NodeCall> _calls = [];

    /// <summary>Starts a call, which ends when the result is disposed.</summary>
    /// <param name="resource">Token of the called resource.</param>
    public NodeCall Start(string resource, CancellationToken cancellationToken)
    {
        NodeCall call = new(resource, Remove, cancellationToken);
        lock (_gate)
        {
            _calls.Add(call);
        }

        return call;
    }

    /// <summary>Ends all calls except those on one resource.</summary>
    /// <param name="kept">Token of that resource; null ends all calls.</param>
    public void End(string? kept)
    {
        Predicate<NodeCall> ends = call => call.Resource != kept;
        List<NodeCall> ended;
        lock (_gate)
        {
            ended = _calls.FindAll(ends);
            _calls.RemoveAll(ends);
        }

        // Outside of the lock, because code that awaits a call may continue synchronously here.
        ended.ForEach(static call => call.End());
    }

    private void Remove(NodeCall call)
    {
        lock (_gate)
        {
            _calls.Remove(call);
        }
    }
}
