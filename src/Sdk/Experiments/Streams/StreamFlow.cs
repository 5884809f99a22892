using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Experiments.Streams;

/// <summary>
/// Simulation of a stream job, record by record. Instances, skewed keys, cores, links and buffers limit the rates. An
/// operator that is too slow blocks the operators before it, and the lag of its sources grows. Records arrive as a
/// Poisson process within each step.
/// </summary>
internal sealed partial class StreamFlow
{
    private readonly StableRandom[] _random;
    private readonly FlowCounters _counters;
    private readonly TopicReader?[] _topics;
    private StreamEnvironment _site;
    private StreamJob _running;
    private readonly StreamSampling _sampling;
    private readonly double[] _rates;
    private JobStations? _stations;
    private StreamPace? _pace;
    private bool _isStill;
    private TimeSpan _elapsed;
    private double _readyAt;
    private double _markAt = double.PositiveInfinity;
    private bool _isMarked;
    private double? _alignedAt;
    private double _checkpointSeconds;
    private double _repeated;
    private int _restarts;

    /// <summary>Creates a job that is about to start.</summary>
    /// <param name="job">A valid job.</param>
    /// <param name="site">Environment of the job.</param>
    /// <param name="seed">Seed of all random numbers.</param>
    /// <param name="sampling">How much of the time is simulated. Default null: all.</param>
    /// <exception cref="ArgumentException">The job is not valid.</exception>
    public StreamFlow(StreamJob job, StreamEnvironment site, long seed = 0, StreamSampling? sampling = null)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(site);
        if (job.Check() is [var problem, ..])
        {
            throw new ArgumentException(problem.ToString(), nameof(job));
        }

        (Job, _running, _site, _sampling) = (job, job, site, sampling ?? StreamSampling.All);
        int count = job.Operators.Count;
        _random =
        [
            .. Enumerable.Range(1, (2 * count) + 1).Select(index => new StableRandom((long)SplitMixRandom.Mix((ulong)seed, (ulong)index))),
        ];
        _topics =
        [
            .. job.Operators.Select((jobOperator, index) => jobOperator.Topic is null ? null : new TopicReader(_random[count + index])),
        ];
        (_counters, _rates) = (new FlowCounters(count), new double[count]);
        Status = FlowStatus.Restarting;
        _readyAt = job.RestartDelay.TotalSeconds;
    }

    /// <summary>Job with the desired parallelism.</summary>
    public StreamJob Job { get; private set; }

    /// <summary>Current status.</summary>
    public FlowStatus Status { get; private set; }

    /// <summary>Number of records queued in topics.</summary>
    public double Lag => _topics.Sum(topic => topic?.Lag ?? 0);

    /// <summary>Mean latency of the last records in seconds, without the time in topics.</summary>
    public double PipelineSeconds { get; private set; }

    /// <summary>Changes the environment. A job that lost a task manager in use restarts from its checkpoint.</summary>
    /// <param name="site">The working environment.</param>
    /// <param name="isNoticed">True if the job has already detected the lost task managers. Default false: it detects
    /// them after its heartbeat timeout.</param>
    /// <returns>True if the job failed because of the change.</returns>
    public bool SetEnvironment(StreamEnvironment site, bool isNoticed = false)
    {
        ArgumentNullException.ThrowIfNull(site);
        _site = site;
        if (_stations is null)
        {
            return false;
        }

        HashSet<TaskManager> remaining = [.. site.TaskManagers];
        HashSet<TaskManager> inUse = [.. _stations.Plan.Managers];
        if (!inUse.IsSubsetOf(remaining))
        {
            Fail(isNoticed);
            return true;
        }

        // Task managers in use keep their order; new ones follow and are used at the next start.
        _site = site with { TaskManagers = [.. inUse, .. site.TaskManagers.Where(manager => !inUse.Contains(manager))] };
        _isStill = IsStill(_stations);
        _stations.SetLinks(_site);
        _pace?.Disturb(_stations.Clock);
        return false;
    }

    /// <summary>Restarts a job with missing slots on new ones, like Flink's adaptive scheduler.</summary>
    /// <returns>True if the job restarts.</returns>
    public bool TryUseAddedSlots()
    {
        int used = _running.Operators.Max(jobOperator => jobOperator.Parallelism);
        if (
            Status != FlowStatus.Running
            || _isStill
            || !Job.UsesAdaptiveScheduler
            || Math.Min(_site.Slots, Job.Operators.Max(jobOperator => jobOperator.Parallelism)) <= used
        )
        {
            return false;
        }

        Fail(isNoticed: true);
        return true;
    }

    /// <summary>Restarts the job from a savepoint with another parallelism. No record is processed twice.</summary>
    /// <param name="parallelism">Parallelism by operator. Operators that are not listed are unchanged.</param>
    /// <param name="taskManagerOrder">Task managers in the order in which their slots are used; null for the current
    /// order.</param>
    public void Rescale(ValueMap<int> parallelism, ValueList<TaskManager>? taskManagerOrder = null)
    {
        Job = Job.WithParallelism(parallelism);
        _site = taskManagerOrder is null ? _site : _site with { TaskManagers = taskManagerOrder };
        if (_stations is null)
        {
            Stop(_elapsed.TotalSeconds, TimeSpan.Zero);
        }
        else if (Status == FlowStatus.Running)
        {
            // The records in the job are processed before the savepoint.
            _stations.StopReading();
            Status = FlowStatus.Restarting;
            _markAt = _elapsed.TotalSeconds;
            _isMarked = true;
            _alignedAt = null;
        }
    }

    /// <summary>Advances the simulated time.</summary>
    /// <param name="step">Duration of the step, above 0. One second is sufficient for minutes and hours.</param>
    /// <param name="arrivals">Records per second for each topic, in the order of the job.</param>
    public void Advance(TimeSpan step, params ReadOnlySpan<double> arrivals)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNotEqual(arrivals.Length, Job.Topics.Count);
        double from = _elapsed.TotalSeconds;
        _elapsed += step;
        _counters.Seconds += step.TotalSeconds;
        Add(arrivals, from);
        bool isSteady = _stations is not null && _pace is not null && !_isStill && Status == FlowStatus.Running;
        double ratio = isSteady ? _pace!.GetRatio(_stations!, _topics, _rates, _counters.Finished, step.TotalSeconds) : 1;
        if (ratio < 1)
        {
            RunSample(from, ratio);
        }
        else
        {
            long[] waiting = GetLags();
            RunWhole(from);
            Measure(waiting, step.TotalSeconds);
            _counters.Complete();
        }

        _stations?.Pause(_isStill ? _elapsed.TotalSeconds - _stations.Now : 0);
        PipelineSeconds = _counters.ReadPipeline() ?? PipelineSeconds;
    }

    /// <summary>Returns the progress since the last reading.</summary>
    public FlowReading Read()
    {
        FlowReading reading = _counters.Read(_running, _stations?.Plan, _topics);
        if (_sampling.IsThroughputOnly)
        {
            reading = reading with
            {
                Latency = LatencyDistribution.Empty,
                LatencySeconds = double.NaN,
                Operators = [.. reading.Operators.Select(reading => reading with { Latency = LatencyDistribution.Empty })],
            };
        }

        return reading with
        {
            At = _elapsed,
            Status = Status,
            CheckpointSeconds = _checkpointSeconds,
            RestartCount = _restarts,
            ReprocessedRecords = _repeated,
        };
    }

    private void Add(ReadOnlySpan<double> arrivals, double from)
    {
        double until = _elapsed.TotalSeconds;
        double[] counts = new double[_topics.Length];
        for (int topic = 0; topic < arrivals.Length; topic++)
        {
            long count = WorkLaw.SampleCount(_random[^1], arrivals[topic] * (until - from));
            for (int index = 0; index < _topics.Length; index++)
            {
                if (Job.Operators[index].Topic == Job.Topics[topic].Name)
                {
                    _rates[index] = arrivals[topic];
                    counts[index] = count;
                }
            }
        }

        double admitted = GetAdmission(counts, until - from);
        for (int index = 0; index < _topics.Length; index++)
        {
            _counters.Arrivals[index] += (long)counts[index];
            _topics[index]?.Add(from, until, (long)counts[index], admitted);
        }
    }

    private void RunWhole(double from)
    {
        bool isActive = true;
        while (isActive && TryStart(from))
        {
            isActive = !_isStill && RunUntilEvent();
        }
    }

    private double GetCompletion(double alignedAt) => Math.Max(alignedAt, _markAt + Job.CheckpointDuration.TotalSeconds);

    private void Mark()
    {
        _isMarked = true;
        Array.ForEach(_topics, topic => topic?.Mark());
    }

    /// <summary>Runs until the step ends, or until a checkpoint or savepoint is completed.</summary>
    /// <returns>False at the end of the step.</returns>
    private bool RunUntilEvent()
    {
        double end = _elapsed.TotalSeconds;
        if (!_isMarked)
        {
            _stations!.Run(Math.Min(end, _markAt), isUntilMark: false);
            if (_markAt > end)
            {
                return false;
            }

            Mark();
            _alignedAt = _stations.IsMarkReached ? null : _stations.Now + PipelineSeconds;
            if (_alignedAt is null)
            {
                _stations.Mark();
            }
        }

        // A barrier never arrives over a disconnected link; the duration is then unlimited.
        if (_alignedAt is null)
        {
            _stations!.Run(end, isUntilMark: true);
            if (!_stations.IsMarkReached)
            {
                return false;
            }
        }

        double doneAt = GetCompletion(_alignedAt ?? _stations!.Now);
        _stations!.Run(Math.Min(end, doneAt), isUntilMark: false);
        if (doneAt > end)
        {
            return false;
        }

        Complete(doneAt);
        return true;
    }

    private void Complete(double at)
    {
        if (Status == FlowStatus.Running)
        {
            Array.ForEach(_topics, topic => topic?.Commit());
            (_checkpointSeconds, _isMarked, _alignedAt) = (at - _markAt, false, null);
            _markAt = Math.Max(at, _markAt + Job.CheckpointInterval.TotalSeconds);
            return;
        }

        foreach (TopicReader? topic in _topics)
        {
            topic?.Mark();
            topic?.Commit();
        }

        Stop(at, TimeSpan.Zero);
    }

    private void Fail(bool isNoticed)
    {
        _repeated += _topics.Sum(topic => topic?.Restore() ?? 0);
        Stop(_elapsed.TotalSeconds, isNoticed ? TimeSpan.Zero : Job.HeartbeatTimeout);
    }

    private void Stop(double at, TimeSpan delay)
    {
        _stations?.Count();
        _stations = null;
        _pace = null;
        _isStill = false;
        Status = FlowStatus.Restarting;
        _readyAt = at + (delay + Job.RestoreDuration).TotalSeconds;
        _restarts++;
    }

    /// <summary>Starts the job if due and possible, and returns true if it runs.</summary>
    private bool TryStart(double from)
    {
        if (_stations is not null)
        {
            return true;
        }

        if (_elapsed.TotalSeconds <= _readyAt)
        {
            return false;
        }

        int slots = _site.Slots;
        int desired = Job.Operators.Max(jobOperator => jobOperator.Parallelism);
        if (slots == 0 || (slots < desired && !Job.UsesAdaptiveScheduler))
        {
            Status = FlowStatus.WaitingForSlots;
            return false;
        }

        double at = Math.Max(from, _readyAt);
        _running = Job with
        {
            Operators =
            [
                .. Job.Operators.Select(jobOperator => jobOperator with { Parallelism = Math.Min(jobOperator.Parallelism, slots) }),
            ],
        };
        _stations = new JobStations(new JobLayout(_running, _site), _site, _topics, _random, _counters, at);
        _isStill = IsStill(_stations);
        _pace = _sampling.Hops is null ? null : new StreamPace(_sampling, _stations.Plan, _stations.Clock);
        Status = FlowStatus.Running;
        _isMarked = false;
        _alignedAt = null;
        _markAt = at + Job.CheckpointInterval.TotalSeconds;
        return true;
    }

    private bool IsStill(JobStations stations) =>
        _site.UnresponsiveNodes.Count > 0
        && stations.Plan.Managers.Any(manager => _site.UnresponsiveNodes.Contains(manager.Node, StringComparer.Ordinal));
}
