using Scalewright.Experiments.Types;

namespace Experiments.Tests;

[ExperimentType("broken_here")]
internal sealed class BrokenType : ExperimentType
{
    public override Task<RunResult> RunAsync(
        Experiment experiment,
        int run,
        IRunRecorder recorder,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default
    ) =>
        run == 1
            ? throw new InvalidOperationException("nobody foresaw this")
            : base.RunAsync(experiment, run, recorder, progress, cancellationToken);
}
