namespace Scalewright.Clusters;

/// <summary>Nodes that are set aside for one job until this is disposed.</summary>
public sealed class Partition : IAsyncDisposable
{
    private Action? _release;

    internal Partition(string name, NodeSet nodes, Action release) => (Name, Nodes, _release) = (name, nodes, release);

    /// <summary>The job's name.</summary>
    public string Name { get; }

    /// <summary>Its nodes, by group and number.</summary>
    public NodeSet Nodes { get; }

    /// <summary>Gives the nodes back.</summary>
    public ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref _release, null)?.Invoke();
        return ValueTask.CompletedTask;
    }
}
