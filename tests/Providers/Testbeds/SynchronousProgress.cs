namespace Testbeds.Tests;

/// <summary>Reports events on the thread that publishes them, so that none is late.</summary>
internal sealed class SynchronousProgress(Action<ClusterEvent> listener) : IProgress<ClusterEvent>
{
    public void Report(ClusterEvent value) => listener(value);
}
