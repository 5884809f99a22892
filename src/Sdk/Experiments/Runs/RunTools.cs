using Scalewright.Experiments.Deployments;
using Scalewright.Experiments.Flink;

namespace Scalewright.Experiments.Runs;

/// <summary>What the program that runs experiments has for them, beside what their definitions say.</summary>
public sealed record RunTools
{
    /// <summary>What deploys the playbooks of steps (<see cref="DeploymentStep.Playbook"/>); null, the default: nothing does, and such steps are refused.</summary>
    public Deployment? Deployment { get; init; }

    /// <summary>Makes what starts task managers and load of a run on Flink; null, the default, or what gives null: both are there already.</summary>
    public Func<Experiment, IFlinkSite?>? Site { get; init; }
}
