using Scalewright.Experiments.Loads;
using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Strategies;
using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments;

/// <summary>One repeatable experiment: machines, a job, loads, what goes wrong, how it is scaled, and how long it is looked at. A value.</summary>
/// <param name="Name">Its name: lower-case letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, since folders are named after it.</param>
public sealed record Experiment(string Name)
{
    /// <summary>The kind of experiment; default <c>simple</c>.</summary>
    public string Type { get; init; } = "simple";

    /// <summary>What the kind wants to know, as it was written; default nothing.</summary>
    public DocumentMap Options { get; init; } = DocumentMap.Empty;

    /// <summary>The seed of all chance; each run has another one that follows from it. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>How often it is run, 1 to 1,000; default 1.</summary>
    public int Runs { get; init; } = 1;

    /// <summary>How long the load lasts, above 0; default 10 minutes.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Time from the beginning of the load, and after each scaling, that does not count in statistics; default 30 s.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time before each scaling and before the end that does not count in statistics; default none.</summary>
    public TimeSpan CoolDown { get; init; }

    /// <summary>Time between two samples, a second or more; default 5 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The machines; at least one.</summary>
    public ValueList<NodeClass> Nodes { get; init; } = [];

    /// <summary>Machines that are farther from each other than a local network.</summary>
    public ValueList<SiteLink> Links { get; init; } = [];

    /// <summary>What is put on the machines before the load begins, in order.</summary>
    public ValueList<DeploymentStep> Deployment { get; init; } = [];

    /// <summary>The job.</summary>
    public StreamJob Job { get; init; } = new("job");

    /// <summary>The operator that is scaled; empty: the last one.</summary>
    public string Task { get; init; } = "";

    /// <summary>How many task managers there are at the beginning, 1 or more; default 1.</summary>
    public int TaskManagers { get; init; } = 1;

    /// <summary>What a task manager is when nothing else is said; its name and machine do not count.</summary>
    public TaskManager Template { get; init; } = new("", "");

    /// <summary>The loads; at least one.</summary>
    public ValueList<LoadSource> Loads { get; init; } = [];

    /// <summary>How the job is scaled; null: not at all.</summary>
    public IScalingStrategy? Scaling { get; init; }

    /// <summary>Time between two decisions, a second or more; default 60 s.</summary>
    public TimeSpan ScalingInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What goes wrong, from the beginning of the load on.</summary>
    public FaultSchedule Faults { get; init; } = FaultSchedule.Empty;

    /// <summary>What a Prometheus is asked with each sample of a run on real machines; null: nothing. Runs of the simulation ask nobody.</summary>
    public MetricQueries? Metrics { get; init; }

    /// <summary>When a run ends before its time; null: never.</summary>
    public StopRule? Stop { get; init; }

    /// <summary>What distinguishes it from others of one sweep: names with their values.</summary>
    public ValueMap<string> Parameters { get; init; } = ValueMap<string>.Empty;

    /// <summary>The operator that is scaled.</summary>
    public string ScaledTask => Task.Length > 0 || Job.Operators.Count == 0 ? Task : Job.Operators[^1].Name;

    /// <summary>
    /// Its values as a name for a folder: <c>cpu=500,memory=2048</c>; <c>base</c> without any. At most 200 letters; values that do not fit, or have letters
    /// that no folder should, are told apart by digits behind a <c>~</c>.
    /// </summary>
    public string PointName => Parameters.Count == 0 ? "base" : Experiments.PointName.Of(Parameters);

    /// <summary>Begins to describe an experiment.</summary>
    /// <param name="name">Its name.</param>
    public static ExperimentBuilder Create(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new ExperimentBuilder(new Experiment(name));
    }

    /// <summary>All that is wrong with it; empty when nothing is.</summary>
    public ValueList<Problem> Check() => ExperimentRules.Check(this);
}
