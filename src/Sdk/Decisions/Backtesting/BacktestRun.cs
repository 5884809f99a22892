using Scalewright.Statistics;
using Scalewright.Topologies;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Back-test in progress. A step allocates no memory.</summary>
internal sealed class BacktestRun
{
    private readonly ISizingPolicy _policy;
    private readonly LoadTrace _trace;
    private readonly BacktestModel _model;
    private readonly ValueList<DomainCloud> _domainClouds;
    private readonly CloudNodePool[] _pools;
    private readonly CloudObservation[] _clouds;
    private readonly long[] _sizing;
    private readonly long[] _placing;
    private readonly int[] _counts;
    private readonly double _stepHours;
    private readonly double _maxWait;
    private readonly bool _keepsDecisions;
    private readonly NodeObservationBuffer? _nodes;
    private readonly SampledMetrics _metrics;
    private SplitMixRandom _random;
    private SplitMixRandom _metricRandom;
    private double _queue;
    private double _lost;
    private int _desired;
    private int _step = -1;

    /// <param name="keepsDecisions">True to update <see cref="Decision"/> with every decision, not only with the first
    /// one.</param>
    public BacktestRun(ISizingPolicy policy, LoadTrace trace, BacktestModel model, bool keepsDecisions)
    {
        (_policy, _trace, _model, _domainClouds) = (policy, trace, model, model.AllClouds);
        (_stepHours, _maxWait) = (trace.Step.TotalHours, (model.MaxQueueDelay ?? trace.Step) / trace.Step);
        (_random, _metricRandom) = (new SplitMixRandom((ulong)model.Seed), new SplitMixRandom(~(ulong)model.Seed));
        _clouds = new CloudObservation[_domainClouds.Count];
        _counts = new int[_domainClouds.Count];
        _sizing = new long[policy.StateLength];
        _placing = new long[model.Placement.GetStateLength(_domainClouds.Count)];
        _keepsDecisions = keepsDecisions;
        _desired = model.InitialNodes;
        int[] start = DomainNodes.Fill(new Domain("back-test") { Clouds = _domainClouds }, [], model.InitialNodes);
        _pools = [.. start.Select(nodes => new CloudNodePool(model, trace, nodes))];
        _metrics = new SampledMetrics(model.MetricWindows, Math.Min(model.MetricDelay.Ticks / trace.Step.Ticks, trace.Values.Count));
        _nodes = model.IncludeNodeObservations ? new NodeObservationBuffer(_pools, model, trace) : null;
    }

    public Decision Decision { get; private set; }

    public int Change { get; private set; }

    public bool HasDecided { get; private set; }

    public BacktestStep Step { get; private set; }

    /// <summary>Cost of all steps so far; nodes are charged from their requests on.</summary>
    public double CostSoFar => _pools.Zip(_domainClouds, (pool, cloud) => pool.PaidSteps * cloud.PricePerHour).Sum() * _stepHours;

    public double Lost => _lost;

    /// <summary>Load served in the last step, in multiples of a node's capacity.</summary>
    public double Busy { get; private set; }

    public int Failures => SizeMath.FromCount(_pools.Sum(pool => (long)pool.LaunchFailures + pool.Losses));

    /// <summary>Runs one step. Returns false after the last.</summary>
    public bool Advance()
    {
        if (++_step >= _trace.Values.Count)
        {
            return false;
        }

        (int ready, int booting, double strength) = Pass();
        _nodes?.Follow(GetStart());
        double load = _trace.Values[_step];
        double capacity = strength * _model.NodeCapacity;
        double waiting = _queue + load;
        double served = Math.Min(waiting, capacity);
        double remaining = waiting - served;
        _queue = Math.Min(remaining, _model.MaxQueue);
        _lost = remaining - _queue;
        bool isViolation = _lost > 0 || _queue > _maxWait * capacity;
        Busy = served / _model.NodeCapacity;
        HasDecided = _step % _model.StepsPerDecision == 0;
        if (HasDecided || _metrics.NeedsEachStep)
        {
            double useWithoutNodes = waiting > 0 ? 100 : 0;
            double use = capacity > 0 ? 100 * served / capacity : useWithoutNodes;
            _metrics.Measure(
                new MeasuredStep(
                    Now(),
                    StateNow(),
                    Load: load,
                    LoadPerNode: waiting / Math.Max(1, ready),
                    Utilization: use,
                    Queue: _queue,
                    Served: served
                )
            );
        }

        if (HasDecided)
        {
            _nodes?.Observe(GetStart(), waiting, _metrics.Utilization);
            Decide(ready, booting);
            _nodes?.Follow(Now());
        }

        Step = new BacktestStep(_desired, ready, booting, isViolation, _queue);
        return true;
    }

    private (int Ready, int Booting, double Strength) Pass()
    {
        (int ready, int booting, double strength) = (0, 0, 0);
        foreach (CloudNodePool pool in _pools)
        {
            pool.Pass(_step, ref _random);
            ready += pool.Ready;
            booting += pool.Booting;
            strength += pool.Strength;
        }

        return (ready, booting, strength);
    }

    private MetricState StateNow()
    {
        if (_model.MetricFailureProbability > 0 && _metricRandom.Next() < _model.MetricFailureProbability)
        {
            return MetricState.Failed;
        }

        long ticks = _trace.Step.Ticks * _step;
        foreach (MetricOutage outage in _model.Outages)
        {
            if (ticks >= outage.Start.Ticks && ticks - outage.Start.Ticks < outage.Duration.Ticks)
            {
                return outage.State;
            }
        }

        return MetricState.Fresh;
    }

    private DateTimeOffset GetStart() => _trace.Start.AddTicks(_trace.Step.Ticks * _step);

    private DateTimeOffset Now() => _trace.Start.AddTicks(_trace.Step.Ticks * (_step + 1L));

    private void Decide(int ready, int booting)
    {
        ObserveClouds();
        DateTimeOffset now = Now();
        _metrics.Complete(now - _metrics.GetDelay(_trace.Step), _nodes);
        DomainObservation observation = new()
        {
            Timestamp = now,
            DesiredCount = _desired,
            ReadyCount = ready,
            InFlightCount = booting,
            Metrics = _metrics.Readings,
            Nodes = _nodes is null ? default : _nodes.Nodes,
            Clouds = _clouds,
        };
        Decision decision = PolicyInvoker.Decide(_policy, _step == 0, observation, _sizing);
        decision.Clamp(0, _model.MaxNodes);
        if (_keepsDecisions || _step == 0)
        {
            Decision = decision;
        }

        Change = decision.To - decision.From;
        _desired = decision.To;
        PolicyInvoker.Place(_model.Placement, _desired, _model.MaxNodes, observation, _placing, _counts);
        for (int index = 0; index < _pools.Length; index++)
        {
            if (_counts[index] != _clouds[index].HealthyCount)
            {
                _pools[index].Resize(_step, _counts[index], ref _random);
            }
        }
    }

    private void ObserveClouds()
    {
        for (int index = 0; index < _clouds.Length; index++)
        {
            CloudNodePool pool = _pools[index];
            ref CloudObservation cloud = ref _clouds[index];
            if (cloud.HealthyCount != pool.Healthy || cloud.FailureCount != pool.LaunchFailures || _step == 0)
            {
                DomainCloud domainCloud = _domainClouds[index];
                cloud = new CloudObservation
                {
                    Name = domainCloud.Name,
                    HealthyCount = pool.Healthy,
                    FailureCount = pool.LaunchFailures,
                    MaxNodes = domainCloud.MaxNodes,
                    PricePerHour = domainCloud.PricePerHour,
                    IsSpot = domainCloud.IsSpot,
                };
            }
        }
    }
}

/// <summary>Measurements at the end of a step.</summary>
/// <param name="At">End of the step.</param>
/// <param name="State">Whether the values are known.</param>
/// <param name="Load">Load of the trace.</param>
/// <param name="LoadPerNode">Load and queue per ready node.</param>
/// <param name="Utilization">Served part of the capacity in percent.</param>
/// <param name="Queue">Load that waits at the end.</param>
/// <param name="Served">Load that was served.</param>
internal readonly record struct MeasuredStep(
    DateTimeOffset At,
    MetricState State,
    double Load,
    double LoadPerNode,
    double Utilization,
    double Queue,
    double Served
);

/// <summary>Latest metrics of a back-test and their windows. Updated in place to save time.</summary>
internal sealed class SampledMetrics
{
    private static readonly string[] Sampled =
    [
        BacktestModel.LoadMetric,
        BacktestModel.LoadPerNodeMetric,
        BacktestModel.UtilizationMetric,
        BacktestModel.QueueMetric,
        BacktestModel.ServedMetric,
    ];

    private readonly WindowAverage[] _windows;
    private readonly MetricReading[] _metrics;
    private readonly MeasuredStep[] _delayed;
    private long _count;

    /// <param name="delay">Delay of the measurements in steps.</param>
    public SampledMetrics(ValueList<MetricWindow> windows, long delay)
    {
        _delayed = new MeasuredStep[delay];
        _windows = [.. windows.Select(window => new WindowAverage(window))];
        _metrics = [.. Sampled.Concat(_windows.Select(window => window.Window.Name)).Select(name => new MetricReading { Name = name })];
    }

    /// <summary>True if there are windows or a delay, which also need the measurements between decisions.</summary>
    public bool NeedsEachStep => _windows.Length > 0 || _delayed.Length > 0;

    public ReadOnlySpan<MetricReading> Readings => _metrics;

    public double Utilization => _metrics[2].Value;

    public TimeSpan GetDelay(TimeSpan step) => step * _delayed.Length;

    /// <summary>Records the measurements of a step, which are published after the delay.</summary>
    public void Measure(in MeasuredStep step)
    {
        if (_delayed.Length == 0)
        {
            Publish(step);
            return;
        }

        ref MeasuredStep oldest = ref _delayed[_count % _delayed.Length];
        if (_count++ >= _delayed.Length)
        {
            Publish(oldest);
        }

        oldest = step;
    }

    public void Complete(DateTimeOffset at, NodeObservationBuffer? nodes)
    {
        if (nodes is not null)
        {
            bool isFresh = _metrics[0].State == MetricState.Fresh;
            _metrics[1] = _metrics[1] with { Samples = isFresh ? nodes.Loads : default };
            _metrics[2] = _metrics[2] with { Samples = isFresh ? nodes.Uses : default };
        }

        for (int index = 0; index < _windows.Length; index++)
        {
            _metrics[Sampled.Length + index] = _windows[index].Read(Find(_windows[index].Window.SourceMetric), at);
        }
    }

    /// <summary>Updates the readings. Untrusted measurements keep the previous values.</summary>
    private void Publish(in MeasuredStep step)
    {
        Renew(0, step.At, step.State, step.Load);
        Renew(1, step.At, step.State, step.LoadPerNode);
        Renew(2, step.At, step.State, step.Utilization);
        Renew(3, step.At, step.State, step.Queue);
        Renew(4, step.At, step.State, step.Served);
        foreach (WindowAverage window in _windows)
        {
            window.Add(Find(window.Window.SourceMetric), step.At);
        }
    }

    private void Renew(int index, DateTimeOffset at, MetricState state, double value)
    {
        ref MetricReading metric = ref _metrics[index];
        if (state == MetricState.Fresh)
        {
            metric.Renew(state, value, at);
        }
        else
        {
            metric.Renew(state, metric.Value, metric.Timestamp);
        }
    }

    private ref readonly MetricReading Find(string name)
    {
        int index = 0;
        while (_metrics[index].Name != name)
        {
            index++;
        }

        return ref _metrics[index];
    }
}
