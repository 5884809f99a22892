using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Experiments.Streams;

/// <summary>
/// Fluid simulation of a stream job in time steps, without events per record: one hour of fifty operators takes a
/// second. Instances, skewed keys, cores, links and buffers limit the rates. An operator that is too slow limits its
/// sources, and their lag grows. Random arrivals and costs are approximated by the central limit theorem. Wait times
/// are computed as for queues in steady state. <see cref="RecordSimulation"/> simulates the same job record by record.
/// </summary>
public sealed class StreamFlow
{
    private const double Tolerance = 1e-9;
    private readonly StableRandom _random;
    private readonly FlowCounters _counters;
    private readonly int[] _sources;
    private readonly int[] _topics;
    private readonly double[] _lags;
    private readonly double[] _sinceCheckpoint;
    private readonly double[] _rates;
    private readonly double[] _loads;
    private readonly double[] _slowness;
    private StreamEnvironment _site;
    private StreamJob _running;
    private FlowConstraints? _plan;
    private bool _isStill;
    private TimeSpan _elapsed;
    private TimeSpan _readyAt;
    private TimeSpan _checkpointAt;
    private double _checkpointSeconds;
    private double _repeated;
    private int _restarts;

    /// <summary>Creates a job that is about to start.</summary>
    /// <param name="job">A valid job.</param>
    /// <param name="site">Environment of the job.</param>
    /// <param name="seed">Seed of all random numbers.</param>
    /// <exception cref="ArgumentException">The job is not valid.</exception>
    public StreamFlow(StreamJob job, StreamEnvironment site, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(site);
        if (job.Check() is [var problem, ..])
        {
            throw new ArgumentException(problem.ToString(), nameof(job));
        }

        (Job, _running, _site, _random) = (job, job, site, new StableRandom(seed));
        _sources = [.. Enumerable.Range(0, job.Operators.Count).Where(index => job.Operators[index].Topic is not null)];
        _topics = [.. _sources.Select(index => job.Topics.Select((topic, at) => (topic, at))
            .First(entry => entry.topic.Name == job.Operators[index].Topic).at)];
        (_lags, _sinceCheckpoint, _rates) =
            (new double[_sources.Length], new double[_sources.Length], new double[_sources.Length]);
        (_loads, _slowness) = (new double[job.Operators.Count], new double[job.Operators.Count]);
        _counters = new FlowCounters(job.Operators.Count, _sources.Length);
        Status = FlowStatus.Restarting;
        _readyAt = job.RestartDelay;
    }

    /// <summary>Job with the desired parallelism.</summary>
    public StreamJob Job { get; private set; }

    /// <summary>Current status.</summary>
    public FlowStatus Status { get; private set; }

    /// <summary>Number of records queued in topics.</summary>
    public double Lag => _lags.Sum();

    /// <summary>Estimated latency of a record in seconds, without the time in topics.</summary>
    public double PipelineSeconds => _counters.PipelineSeconds;

    /// <summary>Changes the environment. A job that lost a task manager in use restarts from its checkpoint.</summary>
    /// <param name="site">The working environment.</param>
    /// <param name="isNoticed">True if the job has already detected the lost task managers. Default false: it detects
    /// them after its heartbeat timeout.</param>
    /// <returns>True if the job failed because of the change.</returns>
    public bool SetEnvironment(StreamEnvironment site, bool isNoticed = false)
    {
        ArgumentNullException.ThrowIfNull(site);
        HashSet<TaskManager> remaining = [.. site.TaskManagers];
        int used = _running.Operators.Max(item => item.Parallelism);
        ValueList<TaskManager> before = _site.TaskManagers;
        _site = site;
        if (_plan is null)
        {
            return false;
        }

        List<TaskManager> inUse = InUse(before, used);
        if (inUse.Exists(manager => !remaining.Contains(manager)))
        {
            Fail(isNoticed);
            return true;
        }

        // Task managers in use keep their order; new ones follow and are used at the next start.
        _site = site with { TaskManagers = [.. inUse,
            .. site.TaskManagers.Where(manager => !inUse.Contains(manager))] };
        _plan = new FlowConstraints(_running, _site);
        _isStill = inUse.Exists(manager => site.UnresponsiveNodes.Contains(manager.Node, StringComparer.Ordinal));
        return false;
    }

    /// <summary>Restarts a job with missing slots on new ones, like Flink's adaptive scheduler.</summary>
    /// <returns>True if the job restarts.</returns>
    public bool TryUseAddedSlots()
    {
        int used = _running.Operators.Max(item => item.Parallelism);
        if (_plan is null || _isStill || !Job.UsesAdaptiveScheduler || Math.Min(
            _site.Slots, Job.Operators.Max(item => item.Parallelism)) <= used)
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
        TimeSpan savepoint = Status == FlowStatus.Running ? Job.CheckpointDuration : TimeSpan.Zero;
        Array.Clear(_sinceCheckpoint);
        Stop(savepoint + Job.RestoreDuration);
    }

    /// <summary>Advances the simulated time.</summary>
    /// <param name="step">Duration of the step, above 0. One second is sufficient for minutes and hours.</param>
    /// <param name="arrivals">Records per second for each topic, in the order of the job.</param>
    public void Advance(TimeSpan step, params ReadOnlySpan<double> arrivals)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNotEqual(arrivals.Length, Job.Topics.Count);
        double seconds = step.TotalSeconds;
        double active = Start(_elapsed + step);
        _elapsed += step;
        Span<double> counts = stackalloc double[arrivals.Length];
        for (int topic = 0; topic < counts.Length; topic++)
        {
            counts[topic] = Vary(arrivals[topic] * seconds);
        }

        for (int source = 0; source < _sources.Length; source++)
        {
            double came = counts[_topics[source]];
            _lags[source] += came;
            _counters.Arrivals[source] += came;
        }

        _counters.Seconds += seconds;
        if (_plan is { } plan && active > 0 && !_isStill)
        {
            Flow(plan, Math.Min(active, seconds));
        }
    }

    /// <summary>Returns the progress since the last reading.</summary>
    public FlowReading Read()
    {
        FlowReading reading = _counters.Read(_running, _plan, _sources, _lags) with { At = _elapsed, Status = Status };
        return reading with
        {
            CheckpointSeconds = _checkpointSeconds,
            RestartCount = _restarts,
            ReprocessedRecords = _repeated
        };
    }

    private void Flow(FlowConstraints plan, double seconds)
    {
        FlowSolver solver = new(_running, plan, _sources, _rates, _loads, _slowness);
        for (int source = 0; source < _rates.Length; source++)
        {
            _rates[source] = _lags[source] / seconds;
        }

        for (int index = 0; index < _slowness.Length; index++)
        {
            _slowness[index] = SampleSlowness(index, plan.OwnLimits[index], seconds);
        }

        solver.Solve();
        for (int source = 0; source < _rates.Length; source++)
        {
            double processed = Math.Min(_lags[source], _rates[source] * seconds);
            _lags[source] -= processed;
            _sinceCheckpoint[source] += processed;
        }

        _counters.Add(plan, solver, _loads, seconds);
        Checkpoint(seconds);
    }

    private void Checkpoint(double seconds)
    {
        double length = Job.CheckpointDuration.TotalSeconds + _counters.PipelineSeconds + _counters.FullSeconds;

        // A barrier never arrives over a disconnected link; the duration is then unlimited.
        if ((_elapsed - _checkpointAt - Job.CheckpointInterval).TotalSeconds < length)
        {
            return;
        }

        // Records read during the checkpoint are not part of it.
        _checkpointAt = _elapsed;
        _checkpointSeconds = length;
        for (int source = 0; source < _rates.Length; source++)
        {
            _sinceCheckpoint[source] = Math.Min(_sinceCheckpoint[source], _rates[source] * Math.Min(length, seconds));
        }
    }

    private void Fail(bool isNoticed)
    {
        for (int source = 0; source < _lags.Length; source++)
        {
            _lags[source] += _sinceCheckpoint[source];
            _repeated += _sinceCheckpoint[source];
            _sinceCheckpoint[source] = 0;
        }

        Stop((isNoticed ? TimeSpan.Zero : Job.HeartbeatTimeout) + Job.RestoreDuration);
    }

    private void Stop(TimeSpan time)
    {
        (_plan, _isStill, Status, _readyAt) = (null, false, FlowStatus.Restarting, _elapsed + time);
        _restarts++;
        _counters.Restart();
    }

    /// <summary>Starts the job if due and possible, and returns the seconds in which it runs.</summary>
    private double Start(TimeSpan end)
    {
        if (_plan is not null)
        {
            return (end - _elapsed).TotalSeconds;
        }

        if (end <= _readyAt)
        {
            return 0;
        }

        int slots = _site.Slots;
        int desired = Job.Operators.Max(item => item.Parallelism);
        if (slots == 0 || (slots < desired && !Job.UsesAdaptiveScheduler))
        {
            Status = FlowStatus.WaitingForSlots;
            return 0;
        }

        _running = Job with { Operators = [.. Job.Operators.Select(
            item => item with { Parallelism = Math.Min(item.Parallelism, slots) })] };
        _plan = new FlowConstraints(_running, _site);
        int needed = _running.Operators.Max(item => item.Parallelism);
        _isStill = _site.UnresponsiveNodes.Count > 0 && InUse(_site.TaskManagers, needed).Exists(
            manager => _site.UnresponsiveNodes.Contains(manager.Node, StringComparer.Ordinal));
        Status = FlowStatus.Running;
        _checkpointAt = end;
        return (end - (_readyAt > _elapsed ? _readyAt : _elapsed)).TotalSeconds;
    }

    private static List<TaskManager> InUse(ValueList<TaskManager> managers, int instances)
    {
        int slot = 0;
        return [.. managers.TakeWhile(manager => (slot += manager.Slots) - manager.Slots < instances)];
    }

    /// <summary>Returns a random count whose variance equals its mean.</summary>
    private double Vary(double count) => Math.Max(0, count + (Math.Sqrt(count) * Normal()));

    /// <summary>Returns the random factor of an operator's mean cost in a step.</summary>
    private double SampleSlowness(int index, double limit, double seconds)
    {
        double spread = _running.Operators[index].CpuTimeVariation / Math.Sqrt(Math.Max(1, limit * seconds));
        return Math.Max(0.1, 1 + (spread * Normal()));
    }

    private double Normal()
    {
        double sum = -6;
        for (int count = 0; count < 12; count++)
        {
            sum += _random.NextDouble();
        }

        return Math.Abs(sum) < Tolerance ? 0 : sum;
    }
}
