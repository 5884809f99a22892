using Scalewright.Experiments.Flink;

namespace Loopback.Services.Flink;

public sealed class LoopbackSite(FlinkCluster cluster) : IFlinkEnvironment
{
    public Task SetTaskManagersAsync(ValueList<TaskManager> taskManagers, CancellationToken cancellationToken)
    {
        cluster.Place(taskManagers);
        return Task.CompletedTask;
    }

    public Task SetLoadAsync(ValueMap<double> rates, CancellationToken cancellationToken)
    {
        cluster.Load(rates);
        return Task.CompletedTask;
    }

    public Task CleanUpAsync()
    {
        cluster.Load(ValueMap<double>.Empty);
        return Task.CompletedTask;
    }
}
