using Scalewright.Experiments.Deployments;
using Scalewright.Experiments.Flink;

namespace Scalewright.Experiments.Runs;

/// <summary>Services of the program that runs experiments, in addition to the definitions.</summary>
public sealed record RunServices
{
    /// <summary>Deploys the playbooks of steps. Default null: steps with a playbook are rejected.</summary>
    public PlaybookDeployer? Deployer { get; init; }

    /// <summary>
    /// Creates the environment that starts task managers and load of a Flink run. Null, the default, or a null result
    /// means that both already exist.
    /// </summary>
    public Func<Experiment, IFlinkEnvironment?>? FlinkEnvironmentFactory { get; init; }
}
