using Scalewright.Experiments.Flink;

namespace Loopback.Services.Flink;

public sealed class LoopbackSite(FlinkCluster cluster) : IFlinkSite
{
    public Task PlaceAsync(ValueList<TaskManager> taskManagers, CancellationToken cancellationToken)
    {
        cluster.Place(taskManagers);
        return Task.CompletedTask;
    }

    public Task LoadAsync(ValueMap<double> rates, CancellationToken cancellationToken)
    {
        cluster.Load(rates);
        return Task.CompletedTask;
    }

    public Task EndAsync()
    {
        cluster.Load(ValueMap<double>.Empty);
        return Task.CompletedTask;
    }
}
