namespace Scalewright.Clusters;

/// <summary>The calls under way on the resources that have, or had, the name of one node. Thread-safe.</summary>
internal sealed class NodeCalls
{
    private readonly Lock _gate = new();
    private readonly List<NodeCall> _calls = [];

    /// <summary>Begins a call; disposing it ends it.</summary>
    /// <param name="resource">Token of the resource that is called.</param>
    public NodeCall Begin(string resource, CancellationToken cancellationToken)
    {
        NodeCall call = new(resource, Remove, cancellationToken);
        lock (_gate)
        {
            _calls.Add(call);
        }

        return call;
    }

    /// <summary>Ends all calls but those on one resource.</summary>
    /// <param name="kept">Token of that resource; null: there is none.</param>
    public void End(string? kept)
    {
        NodeCall[] ended;
        lock (_gate)
        {
            ended = [.. _calls.Where(call => call.Resource != kept)];
            _calls.RemoveAll(call => call.Resource != kept);
        }

        // Outside of the lock: what waits for a call continues here.
        Array.ForEach(ended, static call => call.End());
    }

    private void Remove(NodeCall call)
    {
        lock (_gate)
        {
            _calls.Remove(call);
        }
    }
}
