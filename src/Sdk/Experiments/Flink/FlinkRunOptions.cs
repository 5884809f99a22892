using Scalewright.Decisions;
using Scalewright.Experiments.Coordinates;
using Scalewright.Experiments.Deployments;
using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Flink;

/// <summary>Which Flink carries out an experiment, and by which program.</summary>
/// <param name="Cluster">Where its REST API answers.</param>
/// <param name="Jar">A file with the program, which is brought there and removed at the end; or the id of one that is there.</param>
/// <param name="Savepoints">Where savepoints go, as in <c>s3://savepoints/join</c>.</param>
public sealed record FlinkRunOptions(ServiceOptions Cluster, string Jar, string Savepoints)
{
    /// <summary>The class to start; empty, the default: the one that the jar names.</summary>
    public string EntryClass { get; init; } = "";

    /// <summary>Arguments of the program; <c>{NAME}</c> in one stands for the instances of the operator of this name. Default none: all operators have as many as the most of them.</summary>
    public ValueList<string> Arguments { get; init; } = [];

    /// <summary>How the job is rescaled; default by a savepoint.</summary>
    public FlinkRescaling Rescaling { get; init; }

    /// <summary>The longest wait for a job to run, for task managers, and for a job to end; default 5 minutes.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest wait for a savepoint; default 10 minutes.</summary>
    public TimeSpan SavepointLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Time between two looks while something is waited for; default 1 s.</summary>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What makes task managers and load; null, the default: both are there, whatever the experiment says.</summary>
    public IFlinkSite? Site { get; init; }

    /// <summary>What deploys the playbooks of steps; null, the default: nothing does, and a run with such a step fails before any load.</summary>
    public Deployment? Deployment { get; init; }

    /// <summary>What is recorded with each sample beside the metrics of the job, under its name; default nothing.</summary>
    public ValueList<IMetricSource> Metrics { get; init; } = [];

    /// <summary>Tells strategies how far machines are from each other; null, the default: nobody knows.</summary>
    public ILatencySource? Latencies { get; init; }

    internal FlinkRunOptions Check()
    {
        ArgumentNullException.ThrowIfNull(Cluster);
        ArgumentException.ThrowIfNullOrEmpty(Jar);
        ArgumentException.ThrowIfNullOrEmpty(Savepoints);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StartLimit, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(SavepointLimit, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(LookInterval, TimeSpan.Zero);
        return this;
    }
}
