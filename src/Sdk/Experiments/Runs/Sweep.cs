using System.Runtime.ExceptionServices;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Metrics;
using Scalewright.Sweeps;

namespace Scalewright.Experiments.Runs;

/// <summary>
/// All runs of an experiment's folder that are not done yet. Each has a file, a seed and a simulation of its own, so on however many threads, and in
/// however many pieces they are run, the bytes are the same.
/// </summary>
/// <param name="folder">The folder.</param>
public sealed class Sweep(ExperimentFolder folder)
{
    private readonly Lock _gate = new();
    private int _done;
    private int _completed;
    private int _failed;
    private string _why = "";

    /// <summary>Runs at the same time, 1 or more; default 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Runs them as elements in other processes, which may be on other machines: <see cref="RunElement"/> is what those do. The folder must be where they all see it
    /// under the same path. Null, the default: runs are threads of this process.</summary>
    public ISweepEngine? Engine { get; init; }

    /// <summary>Runs of an element of <see cref="Engine"/>, 1 or more; default 1.</summary>
    public int Chunk { get; init; } = 1;

    /// <summary>Hears how far it is, from any of the threads; default nobody.</summary>
    public IProgress<SweepProgress>? Progress { get; init; }

    /// <summary>What this program has for runs; null, the default: nothing.</summary>
    public RunTools? Tools { get; init; }

    /// <summary>Shows what is measured while it goes on; default nobody sees it.</summary>
    public LiveMetrics? Metrics { get; init; }

    /// <summary>Runs what is not done. The thread that calls is one of those that run.</summary>
    /// <param name="cancellationToken">Stops the runs under way; they are run again by the next call.</param>
    /// <returns>What came of all runs.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="ExperimentException">The definition cannot be read.</exception>
    /// <exception cref="ScalewrightException">The engine cannot start elements.</exception>
    public async Task<SweepTally> RunAsync(CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Chunk, 1);
        (Experiment Experiment, int Run)[] all = [.. folder.Experiments().SelectMany(experiment => Enumerable.Range(1, experiment.Runs).Select(run => (experiment, run)))];
        if (Engine is { } engine)
        {
            return await RunOnAsync(engine, all, cancellationToken);
        }

        int next = -1;
        Exception? failure = null;
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Thread[] helpers = [.. Enumerable.Range(1, Math.Max(0, Math.Min(Threads, all.Length) - 1)).Select(number => new Thread(Help) { IsBackground = true, Name = $"sweep {number}" })];
        Array.ForEach(helpers, helper => helper.Start());
        await WorkAsync();
        Array.ForEach(helpers, helper => helper.Join());
        if (failure is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(failure);
        }

        return new SweepTally(_completed, _failed, _why);

        async Task WorkAsync()
        {
            try
            {
                for (int index = Interlocked.Increment(ref next); index < all.Length; index = Interlocked.Increment(ref next))
                {
                    end.Token.ThrowIfCancellationRequested();
                    await RunAsync(all[index].Experiment, all[index].Run, all.Length, end.Token);
                }
            }
#pragma warning disable CA1031 // Whatever it is, the caller gets it, and no other thread goes on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Fail(e);
            }
        }

        // A thread of its own has nothing else to do.
        void Help() => WorkAsync().GetAwaiter().GetResult();

        void Fail(Exception e)
        {
            Interlocked.CompareExchange(ref failure, e, null);
            end.Cancel();
        }
    }

    private async Task RunAsync(Experiment experiment, int run, int count, CancellationToken cancellationToken)
    {
        string point = experiment.PointName;
        Reporter? reporter = Progress is null ? null : new Reporter(progress => Tell(point, run, count, progress));
        (RunOutcome outcome, string why) = await new SingleRun(folder, Tools) { Metrics = Metrics }.DoAsync(experiment, run, reporter, cancellationToken);
        Count(outcome, why);
        Tell(point, run, count, new RunProgress("end", experiment.Duration, experiment.Duration));
    }

    /// <summary>Has an engine do what is not done, and sees what there is then.</summary>
    private async Task<SweepTally> RunOnAsync(ISweepEngine engine, (Experiment Experiment, int Run)[] all, CancellationToken cancellationToken)
    {
        SweepReport report = await new ElementRuns(folder) { Chunk = Chunk }.RunAsync(engine, all.Where(one => !folder.IsDone(one.Experiment.PointName, one.Run)), cancellationToken);
        foreach ((Experiment experiment, int run) in all)
        {
            string point = experiment.PointName;
            bool isDone = folder.IsDone(point, run);
            RunOutcome outcome = isDone ? HistoryTail.OutcomeOf(folder.FileOf(point, run)) : RunOutcome.Failed;
            Count(outcome, outcome != RunOutcome.Failed ? "" : $"run {run} of {point} failed{(isDone ? "" : $": {ElementRuns.WhyNot(report, point, run)}")}");
            Tell(point, run, all.Length, new RunProgress("end", experiment.Duration, experiment.Duration));
        }

        return new SweepTally(_completed, _failed, _why);
    }

    private void Count(RunOutcome outcome, string why)
    {
        lock (_gate)
        {
            _done++;
            _completed += outcome == RunOutcome.Completed ? 1 : 0;
            _failed += outcome == RunOutcome.Failed ? 1 : 0;
            _why = _why.Length == 0 ? why : _why;
        }
    }

    private void Tell(string point, int run, int count, RunProgress progress) =>
        Progress?.Report(new SweepProgress(point, run, Volatile.Read(ref _done), count, progress.Stage, progress.At, progress.Duration));

    private sealed class Reporter(Action<RunProgress> tell) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => tell(value);
    }
}
