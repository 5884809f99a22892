using Scalewright.Clusters.State;
using Scalewright.Planning;

namespace Scalewright.Clusters;

/// <summary>A change that reconciling makes to the state, so that it agrees with what exists.</summary>
internal sealed record StateDifference(ClusterChange Change)
{
    /// <summary>The same as a step of a plan; null where no plan shows it.</summary>
    public PlanStep? Step { get; init; }

    /// <summary>The event that reports it; null where none does.</summary>
    public ClusterEventKind? Event { get; init; }

    /// <summary>Name of the resource.</summary>
    public required string Name { get; init; }

    /// <summary>Text of the event.</summary>
    public string Reason { get; init; } = "";
}
