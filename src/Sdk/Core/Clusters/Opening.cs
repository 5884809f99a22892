using Scalewright.Clusters.Reaping;
using Scalewright.Planning;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>Way in which a cluster is opened.</summary>
/// <param name="Operation">Name of the operation in activities and in the lock.</param>
internal sealed record Opening(string Operation)
{
    public static Opening Provision { get; } = new("provision");

    public static Opening Adopt { get; } = new("adopt") { Adopts = true };

    /// <summary>Topology to apply; null to only open the cluster.</summary>
    public Topology? Desired { get; init; }

    /// <summary>True to apply the recorded desired topology instead, if it is not empty.</summary>
    public bool KeepsRecorded { get; init; }

    /// <summary>True to continue the lineage of the existing resources.</summary>
    public bool Adopts { get; init; }

    /// <summary>True to revert the faults of an earlier program.</summary>
    public bool RevertsFaults { get; init; }

    /// <summary>True to fail if another cluster has the name.</summary>
    public bool RejectsOthers { get; init; }

    /// <summary>Options of the watchdog to start; null for none.</summary>
    public WatchdogOptions? Watchdog { get; init; }

    /// <summary>Returns the problems of the plan before its first step; null for none.</summary>
    public Func<Plan, Task<ValueList<Problem>>>? Judge { get; init; }
}
