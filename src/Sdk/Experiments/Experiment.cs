using Scalewright.Experiments.Loads;
using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Strategies;
using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments;

/// <summary>Describes a repeatable experiment: machines, job, loads, faults, scaling and duration. Immutable.</summary>
/// <param name="Name">Name of the experiment, used for folders: lower-case letters, digits, <c>-</c>, <c>_</c> and
/// <c>.</c>.</param>
public sealed record Experiment(string Name)
{
    /// <summary>Name of the experiment type. Default <c>simple</c>.</summary>
    public string Type { get; init; } = "simple";

    /// <summary>Options of the experiment type, as written in the definition. Default empty.</summary>
    public DocumentMap Options { get; init; } = DocumentMap.Empty;

    /// <summary>Seed of all random numbers. Each run derives its own seed from it. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Number of runs, 1 to 1,000. Default 1.</summary>
    public int RunCount { get; init; } = 1;

    /// <summary>Duration of the load, more than 0. Default 10 minutes.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Time after the start and after each scaling that statistics exclude. Default 30 seconds.</summary>
    public TimeSpan WarmUpPeriod { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Value of <see cref="WarmUpPeriod"/> to exclude the transient at the start, which is found by MSER-5 (White,
    /// 1997) in the mean course of all runs.
    /// </summary>
    public static TimeSpan AutomaticWarmUp { get; } = Timeout.InfiniteTimeSpan;

    /// <summary>Time before each scaling and before the end that statistics exclude. Default zero.</summary>
    public TimeSpan CoolDownPeriod { get; init; }

    /// <summary>Time between two samples, at least 1 second. Default 5 seconds.</summary>
    public TimeSpan SampleInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Ratio of the time that is simulated. By default, settled jobs of high rates are simulated in part.
    /// </summary>
    public StreamSampling Sampling { get; init; } = new();

    /// <summary>Classes of machines. At least one.</summary>
    public ValueList<NodeClass> Nodes { get; init; } = [];

    /// <summary>Links between machines that are farther apart than in a local network.</summary>
    public ValueList<StreamLink> Links { get; init; } = [];

    /// <summary>Deployment steps that run before the load starts, in order.</summary>
    public ValueList<DeploymentStep> Deployment { get; init; } = [];

    /// <summary>The streaming job.</summary>
    public StreamJob Job { get; init; } = new("job");

    /// <summary>Name of the operator to scale. Default empty: the last operator.</summary>
    public string Task { get; init; } = "";

    /// <summary>Number of task managers at the start, at least 1. Default 1.</summary>
    public int TaskManagerCount { get; init; } = 1;

    /// <summary>Default properties of a task manager. Its name and machine are ignored.</summary>
    public TaskManager TaskManagerTemplate { get; init; } = new("", "");

    /// <summary>Load sources. At least one.</summary>
    public ValueList<LoadSource> Loads { get; init; } = [];

    /// <summary>Scaling strategy; null, the default, for no scaling.</summary>
    public IScalingStrategy? Scaling { get; init; }

    /// <summary>Time between two scaling decisions, at least 1 second. Default 60 seconds.</summary>
    public TimeSpan ScalingInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Faults to inject, timed from the start of the load.</summary>
    public FaultSchedule Faults { get; init; } = FaultSchedule.Empty;

    /// <summary>Prometheus queries for runs on real machines; null for none. Simulated runs ignore them.</summary>
    public MetricQueries? Metrics { get; init; }

    /// <summary>Condition that ends a run early; null for none.</summary>
    public StopRule? StopRule { get; init; }

    /// <summary>Limits that the results must meet; null for none.</summary>
    public ExperimentThresholds? Thresholds { get; init; }

    /// <summary>Limits of the backlog by which the verdict decides whether the job keeps up.</summary>
    public BacklogLimits Backlog { get; init; } = new();

    /// <summary>Parameters, by name, that distinguish this experiment from the others of a sweep.</summary>
    public ValueMap<string> Parameters { get; init; } = ValueMap<string>.Empty;

    /// <summary>Name of the operator to scale, with the default resolved.</summary>
    public string ScaledTask => Task.Length > 0 || Job.Operators.Count == 0 ? Task : Job.Operators[^1].Name;

    /// <summary>
    /// Folder name made from the parameters, for example <c>cpu=500,memory=2048</c>, or <c>base</c> without parameters.
    /// At most 200 characters. Values that are too long or contain characters that are unsafe in a folder name end in
    /// <c>~</c> and digits that distinguish them.
    /// </summary>
    public string PointName => Parameters.Count == 0 ? "base" : Experiments.PointName.From(Parameters);

    /// <summary>Creates a builder for an experiment.</summary>
    /// <param name="name">Name of the experiment.</param>
    public static ExperimentBuilder Create(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new ExperimentBuilder(new Experiment(name));
    }

    /// <summary>Returns all problems of the experiment; empty if it is valid.</summary>
    public ValueList<Problem> Check() => ExperimentRules.Check(this);
}
