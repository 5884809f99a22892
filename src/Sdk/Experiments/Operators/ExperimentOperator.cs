using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Runs;
using Scalewright.Experiments.Types;

namespace Scalewright.Experiments.Operators;

/// <summary>
/// Works through the queue of a folder of experiments: idle, starting, running, finishing, and again. One program is the operator at a time; another
/// process starts, stops and looks through a <see cref="ControlFolder"/>. After a crash the next operator goes on where it ended.
/// </summary>
/// <param name="data">The folder of all experiments.</param>
/// <param name="clock">The wall clock, for where data comes from and for how often the state is written.</param>
public sealed class ExperimentOperator(string data, TimeProvider clock)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);
    private readonly ControlFolder _control = new(data);

    /// <summary>Runs at the same time, 1 or more; default 1. 0: as many as this machine has cores where runs do not disturb each other (<see cref="ExperimentType.IsParallel"/>), else 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Hears how far it is; default nobody.</summary>
    public IProgress<OperatorState>? Progress { get; init; }

    /// <summary>Shows what is measured while it goes on; default nobody sees it.</summary>
    public LiveMetrics? Metrics { get; init; }

    /// <summary>What this program has for runs, beside what definitions say; null, the default: nothing.</summary>
    public RunTools? Tools { get; init; }

    /// <summary>Works until the queue is empty.</summary>
    /// <param name="cancellationToken">Ends the work; the queue stays, and the next operator goes on.</param>
    /// <returns>What came of each experiment, by its folder; null when another program is the operator.</returns>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public async Task<ValueMap<SweepTally>?> RunAsync(CancellationToken cancellationToken = default)
    {
        Dictionary<string, SweepTally>? results = null;
        do
        {
            using OperatorSeat seat = _control.Seat();
            if (!await seat.TryTakeAsync(clock, cancellationToken))
            {
                break;
            }

            await WorkAsync(results ??= new(StringComparer.Ordinal), cancellationToken);
        }
        while (_control.Queue().Count > 0); // Who came while this one was about to leave its seat was told that somebody is at work.

        return results?.ToValueMap();
    }

    private async Task WorkAsync(Dictionary<string, SweepTally> results, CancellationToken cancellationToken)
    {
        _control.TakeStop();
        OperatorState state = new(OperatorStage.Idle);
        while (_control.Queue() is [var (place, name), ..])
        {
            SweepTally tally = await RunAsync(name, cancellationToken);
            results[name] = tally;
            bool isStopped = _control.TakeStop();
            if (isStopped)
            {
                _control.ClearQueue();
            }
            else
            {
                _control.Pop(place);
            }

            state = new OperatorState(isStopped || tally.IsGood ? OperatorStage.Idle : OperatorStage.Failed) { Experiment = name, Error = isStopped ? "it was stopped" : tally.Why };
            Show(state);
        }

        Show(state);
    }

    private async Task<SweepTally> RunAsync(string name, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Watcher watcher = new(this, name, stop);
        try
        {
            Show(new OperatorState(OperatorStage.Starting) { Experiment = name });
            ExperimentFolder folder = ExperimentFolder.Open(Path.Combine(data, name));
            SweepTally tally = await new Sweep(folder) { Threads = Threads > 0 ? Threads : ThreadsOf(folder), Progress = watcher, Metrics = Metrics, Tools = Tools }.RunAsync(stop.Token);
            Show(new OperatorState(OperatorStage.Finishing) { Experiment = name });
            folder.End(clock);
            return tally.Completed + tally.Failed == 0 ? tally with { Why = "there was nothing to run" } : tally;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                Show(new OperatorState(OperatorStage.Interrupted) { Experiment = name });
                throw;
            }

            return new SweepTally(0, 0, "it was stopped");
        }
#pragma warning disable CA1031 // Types of experiments are anybody's code: whatever one throws must not block those that wait behind it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new SweepTally(0, 1, e.Message);
        }
    }

    private static int ThreadsOf(ExperimentFolder folder) =>
        folder.Experiments().All(experiment => ExperimentTypes.Find(experiment.Type) is { IsParallel: true }) ? Environment.ProcessorCount : 1;

    private void Show(OperatorState state)
    {
        _control.Write(state);
        Progress?.Report(state with { Queue = _control.Waiting(state, isOperated: true) });
    }

    /// <summary>Writes the state now and then, and looks for requests.</summary>
    private sealed class Watcher(ExperimentOperator owner, string name, CancellationTokenSource stop) : IProgress<SweepProgress>
    {
        private readonly Lock _gate = new();
        private long _lookedAt = owner.Clock.GetTimestamp();

        public void Report(SweepProgress value)
        {
            lock (_gate)
            {
                if (owner.Clock.GetElapsedTime(_lookedAt) < LookInterval)
                {
                    return;
                }

                _lookedAt = owner.Clock.GetTimestamp();
                owner.Show(new OperatorState(StageOf(value.Stage))
                {
                    Experiment = name,
                    Point = value.Point,
                    Run = value.Run,
                    Done = value.Done,
                    Count = value.Count,
                    AtSeconds = value.At.TotalSeconds,
                    DurationSeconds = value.Duration.TotalSeconds,
                });
                if (owner._control.HasStop)
                {
                    stop.Cancel();
                }
            }
        }

        private static OperatorStage StageOf(string stage) => stage switch
        {
            "load" => OperatorStage.Running,
            "end" => OperatorStage.Finishing,
            _ => OperatorStage.Starting,
        };
    }

    private TimeProvider Clock => clock;
}
