using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Types;

/// <summary>
/// A kind of experiment: what its definition may say, which experiments one definition becomes, and how one run is carried out. Derive from it, and
/// mark the class with <see cref="ExperimentTypeAttribute"/>. An object is made each time one is needed, and several may run at once: it keeps nothing.
/// </summary>
public abstract class ExperimentType
{
    /// <summary>Names of machines besides those of <see cref="Experiment.Nodes"/> that faults and links may strike; default none.</summary>
    public virtual ValueList<string> Hosts => [];

    /// <summary>Whether runs may go on at the same time without disturbing what is measured, as in a simulation; default true. Runs on real machines say false.</summary>
    public virtual bool IsParallel => true;

    /// <summary>Adds a problem for each thing that this kind does not take, <see cref="Experiment.Options"/> above all.</summary>
    /// <param name="experiment">The experiment, which keeps the rules of all kinds.</param>
    /// <param name="problems">Where problems go; fields are paths below the definition.</param>
    public virtual void Validate(Experiment experiment, ProblemList problems)
    {
    }

    /// <summary>What runs of this kind cannot do of a link: the simulation, unless overridden, which knows of its streams' links the latency and the jitter.</summary>
    /// <param name="experiment">The experiment, which keeps the rules of all kinds.</param>
    /// <param name="link">One of its links.</param>
    /// <returns>A problem for each; fields are those of the link in a definition, or empty.</returns>
    public virtual ValueList<Problem> CheckLink(Experiment experiment, SiteLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return
        [
            .. new (string Field, bool IsWanted)[] { ("loss", link.Loss > 0), ("bytes_per_second", link.BytesPerSecond is not null), ("duplicate", link.Duplicate > 0), ("reorder", link.Reorder > 0) }
                .Where(entry => entry.IsWanted)
                .Select(entry => new Problem(ProblemCode.Conflict, "streams of the simulation know of links the latency and the jitter", "leave it out, or run the experiment on machines") { Field = entry.Field }),
        ];
    }

    /// <summary>What the program that runs experiments has for them; null, the default: that is not known.</summary>
    public RunTools? Tools { get; internal set; }

    /// <summary>What runs of this kind cannot do of a step of the deployment: unless overridden nothing is said, as the simulation waits for it and does no more.</summary>
    /// <param name="experiment">The experiment, which keeps the rules of all kinds.</param>
    /// <param name="deployed">One of its steps.</param>
    /// <returns>A problem for each; fields are those of the step in a definition, or empty.</returns>
    public virtual ValueList<Problem> CheckDeployment(Experiment experiment, DeploymentStep deployed) => [];

    /// <summary>What runs of this kind cannot do of the queries of an experiment: the simulation, unless overridden, has nothing that a Prometheus would know.</summary>
    /// <param name="experiment">The experiment, which keeps the rules of all kinds.</param>
    /// <param name="metrics">Its queries.</param>
    /// <returns>A problem for each; fields are those of <c>metrics</c> in a definition, or empty.</returns>
    public virtual ValueList<Problem> CheckMetrics(Experiment experiment, MetricQueries metrics) =>
        [new Problem(ProblemCode.Conflict, "runs of the simulation have nothing that a Prometheus would know", "leave 'metrics' out, or run the experiment on machines or on Flink")];

    /// <summary>
    /// The experiments that one becomes, at least one, each with other <see cref="Experiment.Parameters"/>; itself unless overridden. Pure. Each is checked, and
    /// all have the same name, task and number of runs.
    /// </summary>
    /// <param name="experiment">The experiment, without problems.</param>
    public virtual ValueList<Experiment> Expand(Experiment experiment) => [experiment];

    /// <summary>Carries out one run; in a simulation unless overridden.</summary>
    /// <param name="experiment">One of what <see cref="Expand"/> gave.</param>
    /// <param name="run">Number of the run, from 1.</param>
    /// <param name="recorder">Takes what is measured.</param>
    /// <param name="progress">Hears how far it is; null: nobody.</param>
    /// <param name="cancellationToken">Stops the run; what it made is removed.</param>
    /// <returns>How it ended. What goes wrong with what is measured is told, not thrown.</returns>
    public virtual Task<RunResult> RunAsync(Experiment experiment, int run, IRunRecorder recorder, IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default) =>
        SimulatedRun.RunAsync(experiment, run, recorder, progress, cancellationToken);
}
