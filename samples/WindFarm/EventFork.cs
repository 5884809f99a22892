using Scalewright.Clusters;

namespace WindFarm;

/// <summary>Reports each event to several listeners, in their order.</summary>
internal sealed class EventFork(params IProgress<ClusterEvent>[] listeners) : IProgress<ClusterEvent>
{
    public void Report(ClusterEvent value)
    {
        foreach (IProgress<ClusterEvent> listener in listeners)
        {
            listener.Report(value);
        }
    }
}
