using Scalewright.Decisions;
using Scalewright.Experiments.Coordinates;
using Scalewright.Experiments.Deployments;
using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Flink;

/// <summary>Options of an experiment on a Flink cluster.</summary>
/// <param name="Cluster">Address of the REST API.</param>
/// <param name="Jar">Path of a jar file, which is uploaded and deleted at the end, or the ID of a jar in the
/// cluster.</param>
/// <param name="SavepointDirectory">Folder for savepoints, for example <c>s3://savepoints/join</c>.</param>
public sealed record FlinkRunOptions(HttpServiceOptions Cluster, string Jar, string SavepointDirectory)
{
    /// <summary>Main class. Default empty: the class in the manifest of the jar.</summary>
    public string EntryClass { get; init; } = "";

    /// <summary>
    /// Program arguments. <c>{NAME}</c> is replaced by the parallelism of the operator of that name. Default empty: all
    /// operators use the highest parallelism of any operator.
    /// </summary>
    public ValueList<string> Arguments { get; init; } = [];

    /// <summary>Method to rescale the job. Default a savepoint.</summary>
    public FlinkRescaleMode Rescaling { get; init; }

    /// <summary>Timeout for the job to run or end, and for task managers to register. Default 5 minutes.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Timeout of a savepoint. Default 10 minutes.</summary>
    public TimeSpan SavepointTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Time between two polls while waiting. Default 1 second.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Environment that starts task managers and load. Default null: both already exist.</summary>
    public IFlinkEnvironment? Environment { get; init; }

    /// <summary>Deploys the playbooks of steps. Default null: a run with a playbook fails before the load
    /// starts.</summary>
    public PlaybookDeployer? Deployer { get; init; }

    /// <summary>Additional metrics that are recorded with each sample under their names. Default empty.</summary>
    public ValueList<IMetricSource> Metrics { get; init; } = [];

    /// <summary>Source of the network latencies that strategies use. Default null: latencies are unknown.</summary>
    public ILatencySource? LatencySource { get; init; }

    internal FlinkRunOptions Check()
    {
        ArgumentNullException.ThrowIfNull(Cluster);
        ArgumentException.ThrowIfNullOrEmpty(Jar);
        ArgumentException.ThrowIfNullOrEmpty(SavepointDirectory);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StartTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(SavepointTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(PollInterval, TimeSpan.Zero);
        return this;
    }
}
