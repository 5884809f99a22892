using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Runs;
using Scalewright.Experiments.Types;

namespace Scalewright.Experiments.Operators;

/// <summary>
/// Processes the queue of a folder of experiments, with the stages idle, starting, running and finishing. Only one
/// process can be the operator. Other processes start, stop and observe experiments through a
/// <see cref="ExperimentQueue"/>. After a crash, the next operator resumes the work.
/// </summary>
/// <param name="data">The folder of all experiments.</param>
/// <param name="clock">The wall clock, for the provenance and for the interval between state updates.</param>
public sealed class ExperimentOperator(string data, TimeProvider clock)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private readonly ExperimentQueue _control = new(data);

    /// <summary>
    /// Maximum number of parallel runs, at least 1. Default 1. If 0, the number of cores for types whose runs do not
    /// disturb each other (<see cref="ExperimentType.CanRunInParallel"/>), otherwise 1.
    /// </summary>
    public int MaxDegreeOfParallelism { get; init; } = 1;

    /// <summary>Receives the state of the operator. Default null.</summary>
    public IProgress<OperatorState>? Progress { get; init; }

    /// <summary>Publishes the measurements of the current runs. Default null.</summary>
    public LiveMetrics? Metrics { get; init; }

    /// <summary>Services of this program for runs, in addition to the definitions. Default null.</summary>
    public RunServices? Services { get; init; }

    /// <summary>Processes the queue until it is empty.</summary>
    /// <param name="cancellationToken">Cancels the work. The queue remains, and the next operator resumes it.</param>
    /// <returns>The result of each experiment by folder; null if another process is the operator.</returns>
    /// <exception cref="OperationCanceledException">The work was canceled.</exception>
    public async Task<ValueMap<ExperimentSweepResult>?> RunAsync(CancellationToken cancellationToken = default)
    {
        Dictionary<string, ExperimentSweepResult>? results = null;
        do
        {
            using OperatorLock operatorLock = _control.CreateLock();
            if (!await operatorLock.TryTakeAsync(clock, cancellationToken))
            {
                break;
            }

            await WorkAsync(results ??= new(StringComparer.Ordinal), cancellationToken);
        } while (_control.Queue().Count > 0); // An experiment may be queued while the lock is still held.

        return results?.ToValueMap();
    }

    private async Task WorkAsync(Dictionary<string, ExperimentSweepResult> results, CancellationToken cancellationToken)
    {
        _control.ConsumeStop();
        OperatorState state = new(OperatorStage.Idle);
        while (_control.Queue() is [var (number, name), ..])
        {
            ExperimentSweepResult sweep = await RunAsync(name, cancellationToken);
            results[name] = sweep;
            bool isStopped = _control.ConsumeStop();
            if (isStopped)
            {
                _control.ClearQueue();
            }
            else
            {
                _control.Pop(number);
            }

            OperatorStage stage = isStopped || sweep.IsSuccess ? OperatorStage.Idle : OperatorStage.Failed;
            state = new OperatorState(stage) { Experiment = name, Error = isStopped ? "the run was stopped" : sweep.Reason };
            Show(state);
        }

        Show(state);
    }

    private async Task<ExperimentSweepResult> RunAsync(string name, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        StateWriter watcher = new(this, name, stop);
        try
        {
            Show(new OperatorState(OperatorStage.Starting) { Experiment = name });
            ExperimentFolder folder = ExperimentFolder.Open(Path.Combine(data, name));
            ValueList<Experiment> experiments = folder.ReadDefinition().Experiments;
            ExperimentSweepResult sweep = await new ExperimentSweep(folder, experiments)
            {
                MaxDegreeOfParallelism = MaxDegreeOfParallelism > 0 ? MaxDegreeOfParallelism : GetThreadCount(experiments),
                Progress = watcher,
                Metrics = Metrics,
                Services = Services,
            }.RunAsync(stop.Token);
            Show(new OperatorState(OperatorStage.Finishing) { Experiment = name });
            folder.Complete(clock);
            return sweep.CompletedCount + sweep.FailedCount == 0 ? sweep with { Reason = "there was nothing to run" } : sweep;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                Show(new OperatorState(OperatorStage.Interrupted) { Experiment = name });
                throw;
            }

            return new ExperimentSweepResult(0, 0, "the run was stopped");
        }
        // Experiment types are user code. An exception of one experiment must not block those that are queued after it.
#pragma warning disable CA1031
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new ExperimentSweepResult(0, 1, exception.Message);
        }
    }

    private static int GetThreadCount(ValueList<Experiment> experiments) =>
        experiments.All(experiment => ExperimentTypes.Find(experiment.Type) is { CanRunInParallel: true }) ? Environment.ProcessorCount : 1;

    private void Show(OperatorState state)
    {
        _control.Write(state);
        Progress?.Report(state with { Queue = _control.Waiting(state, isOperated: true) });
    }

    private sealed class StateWriter(ExperimentOperator owner, string name, CancellationTokenSource stop) : IProgress<SweepProgress>
    {
        private readonly Lock _gate = new();
        private long _polledAt = owner.Clock.GetTimestamp();

        public void Report(SweepProgress value)
        {
            lock (_gate)
            {
                if (owner.Clock.GetElapsedTime(_polledAt) < PollInterval)
                {
                    return;
                }

                _polledAt = owner.Clock.GetTimestamp();
                owner.Show(
                    new OperatorState(ParseStage(value.Stage))
                    {
                        Experiment = name,
                        Point = value.Point,
                        Run = value.Run,
                        CompletedCount = value.CompletedCount,
                        TotalCount = value.TotalCount,
                        ElapsedSeconds = value.Elapsed.TotalSeconds,
                        DurationSeconds = value.Duration.TotalSeconds,
                    }
                );
                if (owner._control.HasStop)
                {
                    stop.Cancel();
                }
            }
        }

        private static OperatorStage ParseStage(string stage) =>
            stage switch
            {
                "load" => OperatorStage.Running,
                "end" => OperatorStage.Finishing,
                _ => OperatorStage.Starting,
            };
    }

    private TimeProvider Clock => clock;
}
