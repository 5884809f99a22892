using Scalewright.Decisions;
using Scalewright.Experiments.Metrics;
using Scalewright.Sweeps;

namespace Scalewright.Experiments.Runs;

/// <summary>
/// Executes all incomplete runs of an experiment's folder. Each run has its own file, seed and simulation. The results
/// are therefore identical, byte for byte, for any number of threads and after any interruption.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="experiments">Experiments of the folder's definition; null to read them from the folder.</param>
public sealed class ExperimentSweep(ExperimentFolder folder, ValueList<Experiment>? experiments = null)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private int _done;
    private int _completed;
    private int _failed;
    private string _reason = "";

    /// <summary>Maximum number of parallel runs, at least 1. Default 1.</summary>
    public int MaxDegreeOfParallelism { get; init; } = 1;

    /// <summary>
    /// Engine that executes runs as elements in other processes or on other machines; see
    /// <see cref="ExperimentSweepElement"/>. All of them must have access to the folder under the same path, except
    /// pods of Kubernetes, which return their histories. Default null: runs use threads of this process.
    /// </summary>
    public ISweepEngine? Engine { get; init; }

    /// <summary>Number of runs per element of <see cref="Engine"/>, at least 1. Default 1.</summary>
    public int ChunkSize { get; init; } = 1;

    /// <summary>Receives the progress, from any thread. Default null.</summary>
    public IProgress<SweepProgress>? Progress { get; init; }

    /// <summary>Services of this program for runs. Default null.</summary>
    public RunServices? Services { get; init; }

    /// <summary>Publishes the measurements of the current runs. Default null.</summary>
    public LiveMetrics? Metrics { get; init; }

    /// <summary>Executes the incomplete runs.</summary>
    /// <param name="cancellationToken">Cancels the current runs. The next call repeats them.</param>
    /// <returns>Results of all runs.</returns>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    /// <exception cref="ExperimentException">The definition cannot be read, or another program executes the runs of
    /// the folder.</exception>
    /// <exception cref="ScalewrightException">The engine cannot start elements, or a job of another engine may still
    /// run elements of the folder.</exception>
    public async Task<ExperimentSweepResult> RunAsync(CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDegreeOfParallelism, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ChunkSize, 1);
        (Experiment Experiment, int Run)[] all =
        [
            .. (experiments ?? folder.ReadDefinition().Experiments).SelectMany(experiment =>
                Enumerable.Range(1, experiment.RunCount).Select(run => (experiment, run))
            ),
        ];
        using RunClaim? claim = RunClaim.TakeAll(folder, () => Array.TrueForAll(all, IsDone));
        if (Engine is { } engine)
        {
            return await RunOnAsync(engine, all, cancellationToken);
        }

        if (!Array.TrueForAll(all, IsDone))
        {
            SweepElementRuns.CheckJobs(folder);
        }

        await WorkThreads.RunAsync(
            MaxDegreeOfParallelism,
            all.Length,
            (index, token) => RunExperimentAsync(all[index].Experiment, all[index].Run, all.Length, token).GetAwaiter().GetResult(),
            cancellationToken
        );
        if (_done < all.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return new ExperimentSweepResult(_completed, _failed, _reason);
    }

    private async Task RunExperimentAsync(Experiment experiment, int run, int count, CancellationToken cancellationToken)
    {
        string point = experiment.PointName;
        Reporter? reporter = Progress is null ? null : new Reporter(progress => Report(point, run, count, progress));
        (RunOutcome outcome, string reason) = await new SingleRun(folder, Services) { Metrics = Metrics }.RunAsync(
            experiment,
            run,
            reporter,
            cancellationToken
        );
        Count(outcome, reason);
        Report(point, run, count, new RunProgress("end", experiment.Duration, experiment.Duration));
    }

    private async Task<ExperimentSweepResult> RunOnAsync(
        ISweepEngine engine,
        (Experiment Experiment, int Run)[] all,
        CancellationToken cancellationToken
    )
    {
        Task<SweepReport> elements = new SweepElementRuns(folder) { Chunk = ChunkSize }.RunAsync(
            engine,
            all.Where(run => !IsDone(run)),
            cancellationToken
        );
        List<(Experiment Experiment, int Run)> open = [.. all];
        while (
            Progress is not null
            && await Task.WhenAny(elements, Task.Delay(PollInterval, TimeProvider.System, CancellationToken.None)) != elements
        )
        {
            CountEnded(open, all.Length);
        }

        SweepReport report = await elements;
        CountEnded(open, all.Length);
        foreach ((Experiment experiment, int run) in open)
        {
            string point = experiment.PointName;
            Count(RunOutcome.Failed, $"run {run} of {point} failed: {SweepElementRuns.WhyNot(report, point, run)}");
            Report(point, run, all.Length, new RunProgress("end", experiment.Duration, experiment.Duration));
        }

        return new ExperimentSweepResult(_completed, _failed, _reason);
    }

    /// <summary>Counts and removes the runs that have ended.</summary>
    private void CountEnded(List<(Experiment Experiment, int Run)> open, int count)
    {
        (Experiment Experiment, int Run)[] ended = [.. open.Where(IsDone)];
        foreach ((Experiment experiment, int run) in ended)
        {
            string point = experiment.PointName;
            RunOutcome outcome = HistoryTail.ReadOutcome(folder.GetRunPath(point, run));
            Count(outcome, outcome == RunOutcome.Failed ? $"run {run} of {point} failed" : "");
            Report(point, run, count, new RunProgress("end", experiment.Duration, experiment.Duration));
        }

        open.RemoveAll(new HashSet<(Experiment, int)>(ended).Contains);
    }

    private bool IsDone((Experiment Experiment, int Run) run) => folder.IsRunCompleted(run.Experiment.PointName, run.Run);

    private void Count(RunOutcome outcome, string reason)
    {
        lock (_gate)
        {
            _done++;
            _completed += outcome == RunOutcome.Completed ? 1 : 0;
            _failed += outcome == RunOutcome.Failed ? 1 : 0;
            _reason = _reason.Length == 0 ? reason : _reason;
        }
    }

    private void Report(string point, int run, int count, RunProgress progress) =>
        Progress?.Report(
            new SweepProgress(point, run, Volatile.Read(ref _done), count, progress.Stage, progress.Elapsed, progress.Duration)
        );

    private sealed class Reporter(Action<RunProgress> report) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => report(value);
    }
}
