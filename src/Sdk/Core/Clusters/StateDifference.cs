using Scalewright.Clusters.State;
using Scalewright.Planning;

namespace Scalewright.Clusters;

/// <summary>A change that reconciliation makes so that the state matches existing resources.</summary>
internal sealed record StateDifference(ClusterChange Change)
{
    /// <summary>The change as a plan step; null if plans do not show it.</summary>
    public PlanStep? Step { get; init; }

    public ClusterEventKind? Event { get; init; }

    public required string Name { get; init; }

    public string Reason { get; init; } = "";
}
