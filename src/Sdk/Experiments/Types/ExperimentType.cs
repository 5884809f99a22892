using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Types;

/// <summary>
/// An experiment type: validates definitions, expands a definition to experiments, and executes runs. Derived classes
/// need an <see cref="ExperimentTypeAttribute"/>. Instances are created on demand and may be used concurrently, so they
/// must be stateless.
/// </summary>
public abstract class ExperimentType
{
    /// <summary>Names of additional machines that faults and links may affect. Default empty.</summary>
    public virtual ValueList<string> Hosts => [];

    /// <summary>
    /// Indicates whether parallel runs do not disturb each other's measurements, as in a simulation. Default true.
    /// Types for real machines return false.
    /// </summary>
    public virtual bool CanRunInParallel => true;

    /// <summary>Adds all problems specific to this type, for example of <see cref="Experiment.Options"/>.</summary>
    /// <param name="experiment">An experiment that is valid by the common rules.</param>
    /// <param name="problems">Receives the problems. Fields are paths in the definition.</param>
    public virtual void Validate(Experiment experiment, ProblemList problems) { }

    /// <summary>
    /// Returns the properties of a link that this type does not support. Default: those of the simulation, which
    /// supports only latency and jitter.
    /// </summary>
    /// <param name="experiment">An experiment that is valid by the common rules.</param>
    /// <param name="link">One of its links.</param>
    /// <returns>The problems. Fields are keys of the link in a definition, or empty.</returns>
    public virtual ValueList<Problem> CheckLink(Experiment experiment, StreamLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return
        [
            .. new (string Field, bool IsSet)[]
            {
                ("loss", link.Loss > 0),
                ("bytes_per_second", link.MaxBytesPerSecond is not null),
                ("duplicate", link.Duplication > 0),
                ("reorder", link.Reordering > 0),
            }
                .Where(entry => entry.IsSet)
                .Select(entry => new Problem(
                    ProblemCode.ConflictingFields,
                    "the simulation supports only latency and jitter of links",
                    "leave it out, or run the experiment on machines"
                )
                {
                    Field = entry.Field,
                }),
        ];
    }

    /// <summary>Services of the program that runs experiments; null, the default, if unknown.</summary>
    public RunServices? Services { get; internal set; }

    /// <summary>Returns the unsupported properties of a step. Default empty: the simulation only waits.</summary>
    /// <param name="experiment">An experiment that is valid by the common rules.</param>
    /// <param name="deployed">One of its steps.</param>
    /// <returns>The problems. Fields are keys of the step in a definition, or empty.</returns>
    public virtual ValueList<Problem> CheckDeployment(Experiment experiment, DeploymentStep deployed) => [];

    /// <summary>Returns unsupported queries. Default: all, because the simulation has no Prometheus.</summary>
    /// <param name="experiment">An experiment that is valid by the common rules.</param>
    /// <param name="metrics">Its queries.</param>
    /// <returns>The problems. Fields are keys of <c>metrics</c> in a definition, or empty.</returns>
    public virtual ValueList<Problem> CheckMetrics(Experiment experiment, MetricQueries metrics) =>
        [
            new Problem(
                ProblemCode.ConflictingFields,
                "simulated runs have no Prometheus metrics",
                "leave 'metrics' out, or run the experiment on machines or on Flink"
            ),
        ];

    /// <summary>
    /// Expands an experiment to at least one experiment, each with other <see cref="Experiment.Parameters"/>. Default:
    /// the experiment itself. Pure. Each result is validated, and all have the same name, task and number of runs.
    /// </summary>
    /// <param name="experiment">A valid experiment.</param>
    public virtual ValueList<Experiment> Expand(Experiment experiment) => [experiment];

    /// <summary>Executes one run. Default: in a simulation.</summary>
    /// <param name="experiment">An experiment returned by <see cref="Expand"/>.</param>
    /// <param name="run">Number of the run, from 1.</param>
    /// <param name="recorder">Receives the measurements.</param>
    /// <param name="progress">Receives the progress; null for none.</param>
    /// <param name="cancellationToken">Cancels the run. Its resources are removed.</param>
    /// <returns>The result. Failures of the run are returned, not thrown.</returns>
    public virtual Task<RunResult> RunAsync(
        Experiment experiment,
        int run,
        IRunRecorder recorder,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default
    ) => SimulatedRun.RunAsync(experiment, run, recorder, progress, cancellationToken);
}
