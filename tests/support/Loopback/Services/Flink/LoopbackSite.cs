using Scalewright.Experiments;
using Scalewright.Experiments.Flink;

namespace Loopback.Services.Flink;

public sealed class LoopbackSite(FlinkCluster cluster) : IFlinkFaultEnvironment
{
    /// <summary>Null if Chaos Mesh is not deployed.</summary>
    public ChaosMesh? ChaosMesh { get; init; }

    /// <summary>True after the program was killed: nothing that it does has an effect.</summary>
    public bool IsKilled { get; set; }

    public ValueMap<string> KubernetesNodes =>
        ChaosMesh is null
            ? ValueMap<string>.Empty
            : NodeClass
                .ExpandMachines(cluster.Experiment.Nodes)
                .Select(node => KeyValuePair.Create(node.Name, NodeOf(node.Name)))
                .ToValueMap();

    public string KubernetesNamespace => "flink";

    /// <summary>Name of the node of Kubernetes that is a machine.</summary>
    public static string NodeOf(string machine) => $"k-{machine}";

    public Task SetTaskManagersAsync(ValueList<TaskManager> taskManagers, CancellationToken cancellationToken)
    {
        cluster.Place(taskManagers);
        ChaosMesh?.Occupied.Clear();
        ChaosMesh?.Occupied.UnionWith(taskManagers.Select(manager => NodeOf(manager.Node)));
        return Task.CompletedTask;
    }

    public Task SetLoadAsync(ValueMap<double> rates, CancellationToken cancellationToken)
    {
        cluster.Load(rates);
        return Task.CompletedTask;
    }

    public Task<string> RunKubectlAsync(ValueList<ValueList<string>> commands, string input, CancellationToken cancellationToken) =>
        Task.FromResult(IsKilled ? "" : ChaosMesh!.Run(commands, input));

    public Task CleanUpAsync()
    {
        cluster.Load(ValueMap<double>.Empty);
        return Task.CompletedTask;
    }
}
