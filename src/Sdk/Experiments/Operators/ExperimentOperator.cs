using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Runs;
using Scalewright.Experiments.Types;

namespace Scalewright.Experiments.Operators;

/// <summary>
/// Processes the queue of a folder of experiments, with the stages idle, starting, running and finishing. Only one
/// process can be the operator. Other processes start, stop and observe experiments through a
/// <see cref="ControlFolder"/>. After a crash, the next operator resumes the work.
/// </summary>
/// <param name="data">The folder of all experiments.</param>
/// <param name="clock">The wall clock, for the provenance and for the interval between state updates.</param>
public sealed class ExperimentOperator(string data, TimeProvider clock)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);
    private readonly ControlFolder _control = new(data);

    /// <summary>
    /// Maximum number of parallel runs, at least 1. Default 1. If 0, the number of cores for types whose runs do not
    /// disturb each other (<see cref="ExperimentType.IsParallel"/>), otherwise 1.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>Receives the state of the operator. Default null.</summary>
    public IProgress<OperatorState>? Progress { get; init; }

    /// <summary>Publishes the measurements of the current runs. Default null.</summary>
    public LiveMetrics? Metrics { get; init; }

    /// <summary>Services of this program for runs, in addition to the definitions. Default null.</summary>
    public RunTools? Tools { get; init; }

    /// <summary>Processes the queue until it is empty.</summary>
    /// <param name="cancellationToken">Cancels the work. The queue remains, and the next operator resumes it.</param>
    /// <returns>The result of each experiment by folder; null if another process is the operator.</returns>
    /// <exception cref="OperationCanceledException">The work was canceled.</exception>
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
        while (_control.Queue().Count > 0); // An experiment may be queued while the lock is still held.

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
