using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Types;

/// <summary>
/// A kind of experiment: what its definition may say, which experiments one definition becomes, and how one run is carried out. Derive from it, and
/// mark the class with <see cref="ExperimentTypeAttribute"/>. An object is made each time one is needed, and several may run at once: it keeps nothing.
/// </summary>
public abstract class ExperimentType
{
    /// <summary>Adds a problem for each thing that this kind does not take, <see cref="Experiment.Options"/> above all.</summary>
    /// <param name="experiment">The experiment, which keeps the rules of all kinds.</param>
    /// <param name="problems">Where problems go; fields are paths below the definition.</param>
    public virtual void Validate(Experiment experiment, ProblemList problems)
    {
    }

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
