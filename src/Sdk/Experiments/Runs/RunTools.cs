using Scalewright.Experiments.Deployments;
using Scalewright.Experiments.Flink;

namespace Scalewright.Experiments.Runs;

/// <summary>Services of the program that runs experiments, in addition to the definitions.</summary>
public sealed record RunTools
{
    /// <summary>Deploys the playbooks of steps. Default null: steps with a playbook are rejected.</summary>
    public Deployment? Deployment { get; init; }

    /// <summary>
    /// Creates the environment that starts task managers and load of a Flink run. Null, the default, or a null result
    /// means that both already exist.
    /// </summary>
    public Func<Experiment, IFlinkSite?>? Site { get; init; }
}
