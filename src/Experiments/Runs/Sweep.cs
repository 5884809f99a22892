using System.Runtime.ExceptionServices;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Types;

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
    public async Task<SweepTally> RunAsync(CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        (Experiment Experiment, int Run)[] all = [.. folder.Experiments().SelectMany(experiment => Enumerable.Range(1, experiment.Runs).Select(run => (experiment, run)))];
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
        if (!folder.IsDone(point, run))
        {
            ExperimentType type = ExperimentTypes.Find(experiment.Type, Tools) ?? throw new ExperimentException(ExperimentTypes.Check(experiment), experiment.Name);
            Reporter? reporter = Progress is null ? null : new Reporter(progress => Tell(point, run, count, progress));
            using HistoryWriter writer = folder.Begin(point, run);
            using LiveRun? live = Metrics?.Watch(folder.Name, point, run, writer);
            RunResult result = await type.RunAsync(experiment, run, live ?? (IRunRecorder)writer, reporter, cancellationToken);
            result = result.Located(folder.Locate);
            writer.End(result.Outcome, result.Why);
            if (result.Outcome == RunOutcome.Stopped)
            {
                throw new OperationCanceledException(cancellationToken);
            }

            Count(result.Outcome, result.Why);
        }
        else
        {
            RunOutcome outcome = HistoryTail.OutcomeOf(folder.FileOf(point, run));
            Count(outcome, outcome == RunOutcome.Failed ? $"run {run} of {point} failed before" : "");
        }

        Tell(point, run, count, new RunProgress("end", experiment.Duration, experiment.Duration));
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
