using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>Result of 'status'.</summary>
[Description("Result of 'status'.")]
internal sealed record StatusOutput(
    [property: Description("Name of the cluster.")] string Cluster,
    [property: Description("Lineage of its state.")] string Lineage,
    [property: Description("The highest epoch that is recorded.")] long Epoch,
    [property: Description("True when a program works on the cluster now.")] bool IsHeld,
    [property: Description("True when the last lease holder is a process of this machine that was killed: the next command takes over at once.")] bool IsHolderGone,
    [property: Description("The last lease holder, also one that has released the lease; null when there was none.")] HolderOutput? Holder,
    [property: Description("The desired groups.")] IReadOnlyList<GroupOutput> Desired,
    [property: Description("The groups that exist.")] IReadOnlyList<GroupOutput> Observed,
    [property: Description("The desired nodes and their observed states.")] IReadOnlyList<NodeOutput> Nodes,
    [property: Description("What the next apply would do.")] PlanOutput Drift);
