namespace Scalewright.Experiments.Flink;

/// <summary>
/// Environment whose Kubernetes cluster has Chaos Mesh, which injects the links and faults of an experiment.
/// </summary>
public interface IFlinkFaultEnvironment : IFlinkEnvironment
{
    /// <summary>Names of the Kubernetes nodes by machine. Empty if Chaos Mesh is not deployed.</summary>
    ValueMap<string> KubernetesNodes { get; }

    /// <summary>Kubernetes namespace of the task managers.</summary>
    string KubernetesNamespace { get; }

    /// <summary>Runs commands of <c>kubectl</c> in order.</summary>
    /// <param name="commands">Arguments of each command.</param>
    /// <param name="input">Standard input of each command: YAML documents, or empty.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Standard output of the last command.</returns>
    /// <exception cref="ScalewrightException">A command failed.</exception>
    Task<string> RunKubectlAsync(ValueList<ValueList<string>> commands, string input, CancellationToken cancellationToken);
}
