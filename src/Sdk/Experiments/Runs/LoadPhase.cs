using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Loads;
using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Strategies;
using Scalewright.Providers.Simulation;
using Scalewright.Providers;

namespace Scalewright.Experiments.Runs;

/// <summary>The load phase of a run: one step per second of virtual time, and one for the remainder.</summary>
internal sealed class LoadPhase
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private readonly Experiment _experiment;
    private readonly SimulationProvider _provider;
    private readonly IRunRecorder _recorder;
    private readonly IProgress<RunProgress>? _progress;
    private readonly SimulatedMachines _site;
    private readonly StreamFlow _flow;
    private readonly MetricSampler _sampler;
    private readonly NetworkSampler? _network;
    private readonly IScalingRun? _course;
    private readonly Queue<TimedFault> _faults;
    private readonly List<FlowReading> _readings = [];
    private readonly StopRuleMonitor _end;
    private readonly double[] _arrivals;
    private FlowStatus _status = FlowStatus.Restarting;
    private TimeSpan _at;
    private TimeSpan _step = Step;
    private TimeSpan _sampledAt;
    private TimeSpan _networkAt;

    public LoadPhase(Experiment experiment, SimulationProvider provider, long seed, IRunRecorder recorder,
        IProgress<RunProgress>? progress)
    {
        (_experiment, _provider, _recorder, _progress) = (experiment, provider, recorder, progress);
        _site = new SimulatedMachines(experiment, provider, RunSeed.Derive(seed, 1));
        _site.Poll(TimeSpan.Zero);
        _flow = new StreamFlow(
            experiment.Job, _site.ToSite(), RunSeed.Derive(seed, 2), experiment.Sampling);
        _network = experiment.Scaling is not null || _site.HasLinks ? new NetworkSampler(experiment) : null;
        _sampler = new MetricSampler(experiment, recorder, _network);
        _course = experiment.Scaling?.StartRun();
        _faults = new(experiment.Faults.Faults.OrderBy(fault => fault.At));
        _end = new StopRuleMonitor(experiment);
        _arrivals = new double[experiment.Job.Topics.Count];
    }

    public async Task<RunResult> RunAsync(CancellationToken cancellationToken)
    {
        Record("load", string.Join(", ", _experiment.Loads.Select(load => $"{load.Name} to {load.Topic}")));
        while (_at < _experiment.Duration)
        {
            _step = _experiment.Duration - _at < Step ? _experiment.Duration - _at : Step;
            await Task.Delay(_step, _provider.Clock, cancellationToken);
            Strike();
            ObserveMachines();
            Flow();
            _at += _step;
            if (Due(_experiment.SampleInterval) && Sample() is { } why)
            {
                Record("stop", why);
                break;
            }

            if (Due(_experiment.ScalingInterval))
            {
                Decide();
            }
        }

        if (_sampledAt < _at)
        {
            // Includes the records since the last sample.
            Sample();
        }

        return _sampler.HasMeasured
            ? new RunResult(RunOutcome.Completed)
            : new RunResult(RunOutcome.Failed,
                "nothing was measured: no record was processed after the warm-up of "
                + $"{ExperimentDurationText.Format(_experiment.WarmUpPeriod)}; "
                + $"the job was {GetName(_status)} at the end");
    }

    private bool Due(TimeSpan interval) => _at.Ticks / interval.Ticks != (_at - _step).Ticks / interval.Ticks;

    private void Strike()
    {
        while (_faults.TryPeek(out TimedFault? fault) && fault.At <= _at)
        {
            _faults.Dequeue();
            try
            {
                _provider.Inject(fault.Fault);
                Record("fault", fault.Fault.ToString());
            }
            catch (ProviderException e)
            {
                Record("fault", $"missed: {fault.Fault}: {e.Message}");
            }
        }
    }

    private void ObserveMachines()
    {
        ValueList<string> suspected = _site.Suspected;
        List<(string Node, bool IsUp, bool IsNoticed)> changes = _site.Poll(_at);
        foreach ((string node, bool isUp, _) in changes)
        {
            _recorder.RecordEvent(new HistoryEvent(
                _at, "node", isUp ? $"{node} works" : $"{node} is lost") { Node = node, IsNodeUp = isUp });
        }

        // Links change without notification; polling once per sample is sufficient.
        bool isOther = changes.Count > 0 || suspected != _site.Suspected;
        if (isOther || Due(_experiment.SampleInterval))
        {
            StreamEnvironment site = _site.ToSite();
            if ((isOther || site.Links.Count > 0)
                && _flow.SetEnvironment(site, changes.TrueForAll(change => change.IsUp || change.IsNoticed)))
            {
                Record("job", "it lost a task manager and starts again from its last checkpoint");
            }
            else if (changes.Exists(change => change.IsUp) && _flow.TryUseAddedSlots())
            {
                Record("job", "it has slots for more instances and starts again from its last checkpoint");
            }
        }
    }

    private void Flow()
    {
        Array.Clear(_arrivals);
        LoadFeedback feedback = new(_flow.Lag, _flow.PipelineSeconds);
        foreach (LoadSource load in _experiment.Loads)
        {
            _arrivals[FindTopic(load)] += load.Shape.RecordsBetween(_at, _at + _step, feedback) / _step.TotalSeconds;
        }

        _flow.Advance(_step, _arrivals);
        if (_flow.Status != _status)
        {
            _status = _flow.Status;
            Record("job", GetName(_status));
        }
    }

    /// <summary>Takes a sample and returns the reason to end the run; null to continue.</summary>
    private string? Sample()
    {
        FlowReading reading = _flow.Read();
        _sampledAt = _at;
        _readings.Add(reading);
        Measure();
        _sampler.Add(_at, reading, _site.Nodes.Count, _site.Working.Count);
        _progress?.Report(new RunProgress("load", _at, _experiment.Duration));
        return _end.FindReason(_at, reading, _course);
    }

    /// <summary>Lets machines ping each other for each sample. Latencies are updated per scaling decision.</summary>
    private void Measure()
    {
        if (_network is null)
        {
            return;
        }

        _site.Measure();
        if (_at >= _networkAt)
        {
            _network.Sample(_site.Nodes, _site.Working, _site.Coordinates.GetLatency);
            _networkAt = _at + _experiment.ScalingInterval;
        }
    }

    private void Decide()
    {
        if (_course is null || _readings.Count == 0)
        {
            return;
        }

        ScalingObservation view = new(_provider.Clock.GetUtcNow(), _flow.Job, _experiment.ScaledTask)
        {
            Nodes = _site.Nodes,
            TaskManagers = _site.Working,
            TaskManagerTemplate = _experiment.TaskManagerTemplate,
            Reading = FlowReadings.Mean(_readings),
            LatencySelector = _site.Coordinates.GetLatency,
        };
        _readings.Clear();
        if (_course.Decide(view) is not { } change)
        {
            return;
        }

        Record("scale", change.Reason);
        _end.Changed(_at);
        _site.Desired = change.TaskManagers;
        _flow.Rescale(change.Parallelism, _site.Working);
    }

    private int FindTopic(LoadSource load)
    {
        int topic = 0;
        while (_experiment.Job.Topics[topic].Name != load.Topic)
        {
            topic++;
        }

        return topic;
    }

    private void Record(string kind, string text) => _recorder.RecordEvent(new HistoryEvent(_at, kind, text));

    private static string GetName(FlowStatus status) => status switch
    {
        FlowStatus.Running => "running",
        FlowStatus.Restarting => "restarting",
        _ => "waiting for slots",
    };
}
