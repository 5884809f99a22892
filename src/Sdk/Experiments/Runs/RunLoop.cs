using Scalewright.Decisions;
using Scalewright.Experiments.Coordinates;
using Scalewright.Experiments.Loads;
using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Strategies;

namespace Scalewright.Experiments.Runs;

/// <summary>Run of a job from start to end. Sampling continues while the job is rescaled.</summary>
internal sealed class RunLoop : IAsyncDisposable
{
    /// <summary>Kind of event that records the time of day at the start of the load.</summary>
    public const string ClockEvent = "clock";

    private readonly Experiment _experiment;
    private readonly IRunJob _job;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _pollInterval;
    private readonly IRunRecorder _recorder;
    private readonly MetricSampler _sampler;
    private readonly LatencyMonitor? _network;
    private readonly StopRuleMonitor _end;
    private readonly IScalingRun? _course;
    private readonly LoadPacer _loads;
    private readonly List<FlowReading> _readings = [];
    private readonly HashSet<string> _lacking = new(StringComparer.Ordinal);
    private long _start;
    private TimeSpan _sampleAt;
    private TimeSpan _decideAt;
    private bool _hasStarted;
    private bool _isChanging;
    private string? _reason;

    public RunLoop(
        Experiment experiment,
        IRunJob job,
        TimeProvider clock,
        TimeSpan pollInterval,
        IRunRecorder recorder,
        ValueList<IMetricSource> metrics,
        ILatencySource? latencies
    )
    {
        _experiment = experiment;
        _job = job;
        _clock = clock;
        _pollInterval = pollInterval;
        _recorder = recorder;
        Metrics = metrics;
        _network = latencies is null ? null : new LatencyMonitor(experiment, latencies);
        _loads = new LoadPacer(experiment.Loads);
        _sampler = new MetricSampler(experiment, recorder, _network?.Sampler);
        _end = new StopRuleMonitor(experiment);
        _course = experiment.Scaling?.StartRun();
    }

    public IProgress<RunProgress>? Progress { get; init; }

    /// <summary>Time since the start of the load; zero before it.</summary>
    public TimeSpan At => _hasStarted ? _clock.GetElapsedTime(_start) : TimeSpan.Zero;

    /// <summary>Last metric that could not be read; empty if all could.</summary>
    public string LastMetricError { get; private set; } = "";

    private ValueList<IMetricSource> Metrics { get; }

    public async Task<RunResult> RunAsync(CancellationToken cancellationToken)
    {
        string started = await _job.StartAsync(this, cancellationToken);
        if (_job.FailureAt(TimeSpan.Zero) is { } unfit)
        {
            return new RunResult(RunOutcome.Failed, unfit);
        }

        if (_network is not null)
        {
            await _network.StartAsync(_job.Nodes, cancellationToken);
        }

        (_start, _hasStarted) = (_clock.GetTimestamp(), true);
        (_sampleAt, _decideAt) = (_experiment.SampleInterval, _experiment.ScalingInterval);
        if (_job.IsRealTime)
        {
            Record(ClockEvent, _clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
        }

        string loads = string.Join(", ", _experiment.Loads.Select(load => $"{load.Name} to {load.Topic}"));
        Record("load", started.Length > 0 ? $"{loads}; {started}" : loads);
        await LoadAsync(cancellationToken);
        while (At < _experiment.Duration && _reason is null)
        {
            await PauseAsync(cancellationToken);
            if (_job.FailureAt(At) is { } failure)
            {
                return new RunResult(RunOutcome.Failed, failure);
            }

            if (At >= _decideAt && At < _experiment.Duration && _reason is null)
            {
                _decideAt += _experiment.ScalingInterval;
                await DecideAsync(cancellationToken);
            }
        }

        if (_reason is not null)
        {
            Record("stop", _reason);
        }

        return await EndAsync(cancellationToken);
    }

    /// <summary>Waits a short time and takes the samples that are due.</summary>
    public async Task PauseAsync(CancellationToken cancellationToken)
    {
        TimeSpan due = _sampleAt < _experiment.Duration ? _sampleAt : _experiment.Duration;
        TimeSpan remaining = _hasStarted ? due - At : _pollInterval;
        TimeSpan pause = remaining < _pollInterval ? remaining : _pollInterval;
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, _clock, cancellationToken);
        }

        if (_hasStarted)
        {
            _job.AdvanceTo(At);
        }

        // The last sample follows the stop of the job.
        if (_hasStarted && At >= _sampleAt && (_isChanging || At < _experiment.Duration))
        {
            await SampleAsync(cancellationToken);
        }
    }

    /// <summary>Reports a missing sample once. The run continues.</summary>
    public void ReportMissingSample(ScalewrightException failure)
    {
        if (LastMetricError != failure.Message)
        {
            LastMetricError = failure.Message;
            Record("job", $"it cannot be read: {failure.Message}");
        }
    }

    public ValueTask DisposeAsync() => _network?.DisposeAsync() ?? default;

    public void Record(string kind, string text) => _recorder.RecordEvent(new HistoryEvent(At, kind, text));

    public void RecordNode(string node, bool works) =>
        _recorder.RecordEvent(new HistoryEvent(At, "node", works ? $"{node} works" : $"{node} is lost") { Node = node, IsNodeUp = works });

    private async Task<RunResult> EndAsync(CancellationToken cancellationToken)
    {
        bool isStopped = await _job.StopAsync(this, cancellationToken);
        if (isStopped || At >= _sampleAt)
        {
            await SampleAsync(cancellationToken);
        }

        if (_job.FailureAt(At) is { } failure)
        {
            return new RunResult(RunOutcome.Failed, failure);
        }

        string error = LastMetricError.Length > 0 ? $": {LastMetricError}" : "";
        TimeSpan warmUp = _experiment.WarmUpPeriod == Experiment.AutomaticWarmUp ? TimeSpan.Zero : _experiment.WarmUpPeriod;
        return _sampler.HasMeasured
            ? new RunResult(RunOutcome.Completed)
            : new RunResult(
                RunOutcome.Failed,
                "nothing was measured: no record was processed after the warm-up of "
                    + $"{ExperimentDurationText.Format(warmUp)}; the job was {_job.StateName} at the end{error}"
            );
    }

    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        TimeSpan at = At;
        FlowReading reading = await _job.ReadAsync(this, at, cancellationToken);
        _readings.Add(reading);
        PollNetwork();
        double[] measured = await MeasureAsync(cancellationToken);
        _sampler.Add(
            at,
            reading,
            _job.Nodes.Count,
            _job.Managers.Count,
            [.. Metrics.Zip(measured, (source, value) => KeyValuePair.Create(new SeriesKey(source.Name, ""), value)), .. _job.OtherSeries]
        );
        Progress?.Report(new RunProgress("load", at, _experiment.Duration));
        await LoadAsync(cancellationToken);
        _reason ??= _isChanging ? null : _end.FindReason(at, reading, _course);

        // Skips the samples missed during a longer operation.
        _sampleAt += _experiment.SampleInterval * Math.Max(1, Math.Floor((At - _sampleAt) / _experiment.SampleInterval));
    }

    /// <summary>Returns the value of each metric. The first missing value is reported once.</summary>
    private async Task<double[]> MeasureAsync(CancellationToken cancellationToken)
    {
        (double Value, string Lack)[] read = await Task.WhenAll(Metrics.Select(source => MeasureAsync(source, cancellationToken)));
        foreach ((IMetricSource source, (_, string lack)) in Metrics.Zip(read))
        {
            if (lack.Length > 0 && _lacking.Add(source.Name))
            {
                Record("metric", $"{source.Name} has no value: {lack}");
            }
        }

        return [.. read.Select(reading => reading.Value)];
    }

    private async Task<(double Value, string Lack)> MeasureAsync(IMetricSource source, CancellationToken cancellationToken)
    {
        try
        {
            MetricReading reading = await source.ReadAsync(new MetricRequest(_clock.GetUtcNow(), _experiment.Name, []), cancellationToken);
            return reading switch
            {
                { State: not MetricState.Fresh } => (double.NaN, $"it is {reading.State.ToString().ToUpperInvariant()}"),
                _ when double.IsFinite(reading.Value) => (reading.Value, ""),
                _ => (double.NaN, "the reported value is not a number"),
            };
        }
        catch (ScalewrightException exception)
        {
            return (double.NaN, exception.Message);
        }
    }

    private void PollNetwork()
    {
        if (_network?.Poll(_job.Nodes, _job.Managers) is { } error)
        {
            ReportMissingSample(error);
        }
    }

    private async Task DecideAsync(CancellationToken cancellationToken)
    {
        PollNetwork();
        _network?.TryStart(_job.Nodes);
        if (_course is null || _readings.Count == 0)
        {
            return;
        }

        ScalingObservation view = new(_clock.GetUtcNow(), _job.Job, _experiment.ScaledTask)
        {
            Nodes = _job.Nodes,
            TaskManagers = _job.Managers,
            TaskManagerTemplate = _experiment.TaskManagerTemplate,
            Reading = FlowReadings.Mean(_readings),
            LatencySelector = _network?.LatencySelector,
        };
        _readings.Clear();
        if (_course.Decide(view) is not { } change)
        {
            return;
        }

        Record("scale", change.Reason);
        _isChanging = true;
        await _job.ChangeAsync(this, change, cancellationToken);
        _isChanging = false;
        _readings.Clear();
        _end.Changed(At);
        _decideAt = At + _experiment.ScalingInterval;
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        TimeSpan at = At;
        FlowReading? last = _readings.Count > 0 ? _readings[^1] : null;
        LoadFeedback feedback = new(last is { Lag: >= 0 } ? last.Lag : 0, 0);
        await _job.LoadAsync(_loads.NextRates(at, at + _experiment.SampleInterval, feedback), cancellationToken);
    }
}
