using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>A cluster.</summary>
[Description("A cluster.")]
internal sealed record ClusterOutput(
    [property: Description("Name of the cluster.")] string Name,
    [property: Description("Its lineage.")] string Lineage,
    [property: Description("Folder of its state; empty when it was found at a provider.")] string Folder,
    [property: Description("The provider and what tells it from others; empty when nothing says it.")] string Provider,
    [property: Description("Number of nodes: desired ones of a state, existing ones at a provider.")] int Nodes,
    [property: Description("True when a program works on it now; false when that is not known.")] bool IsHeld,
    [property: Description("True when the last lease holder is a process of this machine that was killed; false when that is not known.")] bool IsHolderGone,
    [property: Description("The last lease holder of the state, also one that has released the lease; null when there was none or that is not known.")] HolderOutput? Holder);
