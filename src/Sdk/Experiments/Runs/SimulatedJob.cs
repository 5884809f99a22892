using Scalewright.Experiments.Coordinates;
using Scalewright.Experiments.Loads;
using Scalewright.Experiments.Strategies;
using Scalewright.Providers;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Experiments.Runs;

/// <summary>A simulated job on simulated machines. It advances in steps of at most a second.</summary>
internal sealed class SimulatedJob : IRunJob
{
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly Experiment _experiment;
    private readonly SimulationProvider _provider;
    private readonly IRunRecorder _recorder;
    private readonly SimulatedMachines _site;
    private readonly StreamFlow _flow;
    private readonly Queue<TimedFault> _faults;
    private readonly double[] _arrivals;
    private FlowStatus _status = FlowStatus.Restarting;
    private TimeSpan _at;
    private TimeSpan _step = Step;
    private TimeSpan _readAt;

    public SimulatedJob(Experiment experiment, SimulationProvider provider, long seed, IRunRecorder recorder)
    {
        (_experiment, _provider, _recorder) = (experiment, provider, recorder);
        _site = new SimulatedMachines(experiment, provider, RunSeed.Derive(seed, 1));
        _site.Poll(TimeSpan.Zero);
        _flow = new StreamFlow(experiment.Job, _site.ToSite(), RunSeed.Derive(seed, 2), experiment.Sampling);
        _faults = new(experiment.Faults.Faults.OrderBy(fault => fault.At));
        _arrivals = new double[experiment.Job.Topics.Count];
        StableRandom random = new(RunSeed.Derive(seed, 4));
        Latencies =
            experiment.Scaling is not null || _site.HasLinks
                ? new PingLatencySource(RunSeed.Derive(seed, 3), (from, to, _) => Task.FromResult(provider.Ping(from, to, random)))
                : null;
    }

    /// <summary>Latencies between the machines; null if neither a strategy nor a link needs them.</summary>
    public ILatencySource? Latencies { get; }

    public StreamJob Job => _flow.Job;

    public ValueList<StreamNode> Nodes => _site.Nodes;

    public ValueList<TaskManager> Managers => _site.Working;

    public bool IsRealTime => false;

    public string StateName =>
        _status switch
        {
            FlowStatus.Running => "running",
            FlowStatus.Restarting => "restarting",
            _ => "waiting for slots",
        };

    public string? FailureAt(TimeSpan at) => null;

    public Task<string> StartAsync(RunLoop loop, CancellationToken cancellationToken) => Task.FromResult("");

    public void AdvanceTo(TimeSpan at)
    {
        if (at > _at)
        {
            _step = at - _at;
            InjectFaults();
            ObserveMachines();
            Flow();
            _at = at;
        }
    }

    // Arrivals depend on the state of the job in each step.
    public Task LoadAsync(ValueMap<double> rates, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<FlowReading> ReadAsync(RunLoop loop, TimeSpan at, CancellationToken cancellationToken)
    {
        _readAt = at;
        return Task.FromResult(_flow.Read());
    }

    public Task ChangeAsync(RunLoop loop, ScalingChange change, CancellationToken cancellationToken)
    {
        _site.Desired = change.TaskManagers;
        _flow.Rescale(change.Parallelism, _site.Working);
        return Task.CompletedTask;
    }

    public Task<bool> StopAsync(RunLoop loop, CancellationToken cancellationToken) => Task.FromResult(_readAt < _at);

    private void InjectFaults()
    {
        while (_faults.TryPeek(out TimedFault? fault) && fault.At <= _at)
        {
            _faults.Dequeue();
            try
            {
                _provider.Inject(fault.Fault);
                Record("fault", fault.Fault.ToString());
            }
            catch (ProviderException exception)
            {
                Record("fault", $"missed: {fault.Fault}: {exception.Message}");
            }
        }
    }

    private void ObserveMachines()
    {
        ValueList<string> suspected = _site.Suspected;
        List<(string Node, bool IsUp, bool IsNoticed)> changes = _site.Poll(_at);
        foreach ((string node, bool isUp, _) in changes)
        {
            _recorder.RecordEvent(
                new HistoryEvent(_at, "node", isUp ? $"{node} works" : $"{node} is lost") { Node = node, IsNodeUp = isUp }
            );
        }

        // Links change without notification; polling once per sample is sufficient.
        bool isOther = changes.Count > 0 || suspected != _site.Suspected;
        if (isOther || (_at > TimeSpan.Zero && _at == _readAt))
        {
            StreamEnvironment site = _site.ToSite();
            if (
                (isOther || site.Links.Count > 0)
                && _flow.SetEnvironment(site, changes.TrueForAll(change => change.IsUp || change.IsNoticed))
            )
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
            Record("job", StateName);
        }
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
}
