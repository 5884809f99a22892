namespace Scalewright.Clusters;

/// <summary>Whether a partition still has its nodes. Every handle that it gave out asks.</summary>
internal sealed class PartitionHold(string name, Func<ValueTask> release)
{
    private Func<ValueTask>? _release = release;

    /// <exception cref="ObjectDisposedException">They were given back.</exception>
    public void ThrowIfOver()
    {
        if (Volatile.Read(ref _release) is null)
        {
            throw new ObjectDisposedException($"Partition '{name}'", "its nodes were given back when it was disposed, and may be another's by now; take them from Cluster.Nodes or ask for a partition again");
        }
    }

    /// <summary>Gives them back; the second time does nothing.</summary>
    public ValueTask EndAsync() => Interlocked.Exchange(ref _release, null)?.Invoke() ?? ValueTask.CompletedTask;
}
