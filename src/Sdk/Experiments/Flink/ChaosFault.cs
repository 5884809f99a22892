using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments.Flink;

/// <summary>A fault as objects of Chaos Mesh, which revert it after its duration.</summary>
/// <param name="Name">Name of the object, or prefix of the names of several.</param>
/// <param name="At">Time of the fault since the start of its schedule.</param>
/// <param name="Fault">The fault.</param>
internal sealed record ChaosFault(string Name, TimeSpan At, Fault Fault)
{
    /// <summary>Time until Chaos Mesh reverts the fault; zero if there is nothing to revert.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Kubernetes nodes of the fault. Without a pod on each of them, the fault has no effect.</summary>
    public ValueList<string> Nodes { get; init; } = [];

    /// <summary>YAML documents for <c>kubectl apply</c>; empty if the fault changes nothing.</summary>
    public string Objects { get; init; } = "";
}
