using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Experiments.Streams;

/// <summary>
/// A stream job as amounts that flow, in steps of time: no event for a record, so an hour of fifty operators takes a second. Rates are bounded by
/// instances, skewed keys, cores, links and buffers; whoever is too slow holds back the sources that feed it, and what they do not take waits in
/// their topics. Chance enters as it does for many records: counts that come and costs vary by the central limit theorem. Waiting times are those
/// of queues in balance. <see cref="RecordRun"/> is the same job record by record.
/// </summary>
public sealed class StreamFlow
{
    private const double Tolerance = 1e-9;
    private readonly StableRandom _random;
    private readonly FlowTally _tally;
    private readonly int[] _sources;
    private readonly int[] _topics;
    private readonly double[] _lags;
    private readonly double[] _sinceCheckpoint;
    private readonly double[] _rates;
    private readonly double[] _loads;
    private readonly double[] _slowness;
    private StreamSite _site;
    private StreamJob _running;
    private FlowPlan? _plan;
    private bool _isStill;
    private TimeSpan _elapsed;
    private TimeSpan _readyAt;
    private TimeSpan _checkpointAt;
    private double _checkpointSeconds;
    private double _repeated;
    private int _restarts;

    /// <summary>A job that is about to start.</summary>
    /// <param name="job">The job, without problems.</param>
    /// <param name="site">Where it runs.</param>
    /// <param name="seed">The seed of all chance.</param>
    /// <exception cref="ArgumentException">The job has problems.</exception>
    public StreamFlow(StreamJob job, StreamSite site, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(site);
        if (job.Check() is [var problem, ..])
        {
            throw new ArgumentException(problem.ToString(), nameof(job));
        }

        (Job, _running, _site, _random) = (job, job, site, new StableRandom(seed));
        _sources = [.. Enumerable.Range(0, job.Operators.Count).Where(index => job.Operators[index].Topic is not null)];
        _topics = [.. _sources.Select(index => job.Topics.Select((topic, at) => (topic, at)).First(entry => entry.topic.Name == job.Operators[index].Topic).at)];
        (_lags, _sinceCheckpoint, _rates) = (new double[_sources.Length], new double[_sources.Length], new double[_sources.Length]);
        (_loads, _slowness) = (new double[job.Operators.Count], new double[job.Operators.Count]);
        _tally = new FlowTally(job.Operators.Count, _sources.Length);
        Status = FlowStatus.Restarting;
        _readyAt = job.RestartTime;
    }

    /// <summary>The job with the numbers of instances that are wanted.</summary>
    public StreamJob Job { get; private set; }

    /// <summary>What the job is doing.</summary>
    public FlowStatus Status { get; private set; }

    /// <summary>Records that wait in topics.</summary>
    public double Lag => _lags.Sum();

    /// <summary>Seconds that a record needs without what waits in topics, estimated.</summary>
    public double PipelineSeconds => _tally.PipelineSeconds;

    /// <summary>The machines and task managers changed, or the links between them. A job that lost a task manager which it used starts again from its last checkpoint.</summary>
    /// <param name="site">What works from now on.</param>
    /// <param name="isNoticed">Whether the job knows already which task managers are lost; default false: it needs its heartbeat to see it.</param>
    /// <returns>True when the job failed by it.</returns>
    public bool SetSite(StreamSite site, bool isNoticed = false)
    {
        ArgumentNullException.ThrowIfNull(site);
        HashSet<TaskManager> left = [.. site.TaskManagers];
        int used = _running.Operators.Max(item => item.Parallelism);
        ValueList<TaskManager> before = _site.TaskManagers;
        _site = site;
        if (_plan is null)
        {
            return false;
        }

        List<TaskManager> inUse = InUse(before, used);
        if (inUse.Exists(manager => !left.Contains(manager)))
        {
            Fail(isNoticed);
            return true;
        }

        // What is in use stays where it is; new task managers wait behind it for the next start.
        _site = site with { TaskManagers = [.. inUse, .. site.TaskManagers.Where(manager => !inUse.Contains(manager))] };
        _plan = new FlowPlan(_running, _site);
        _isStill = inUse.Exists(manager => site.Silent.Contains(manager.Node, StringComparer.Ordinal));
        return false;
    }

    /// <summary>A job that is adaptive and had too few slots takes those that came, as Flink's adaptive scheduler does: it starts again from its last checkpoint.</summary>
    /// <returns>Whether it does.</returns>
    public bool Grow()
    {
        int used = _running.Operators.Max(item => item.Parallelism);
        if (_plan is null || _isStill || !Job.IsAdaptive || Math.Min(_site.Slots, Job.Operators.Max(item => item.Parallelism)) <= used)
        {
            return false;
        }

        Fail(isNoticed: true);
        return true;
    }

    /// <summary>Stops the job with a savepoint and starts it with other numbers of instances; nothing is done twice.</summary>
    /// <param name="parallelism">Instances by the operator's name; operators that are not named stay.</param>
    /// <param name="order">The task managers in the order in which their slots are to be used; null: the one they are in.</param>
    public void Rescale(ValueMap<int> parallelism, ValueList<TaskManager>? order = null)
    {
        Job = Job.WithParallelism(parallelism);
        _site = order is null ? _site : _site with { TaskManagers = order };
        TimeSpan savepoint = Status == FlowStatus.Running ? Job.CheckpointLength : TimeSpan.Zero;
        Array.Clear(_sinceCheckpoint);
        Stop(savepoint + Job.RestoreLength);
    }

    /// <summary>Lets time go on.</summary>
    /// <param name="step">How long, above 0; a second is fine enough for minutes and hours.</param>
    /// <param name="arrivals">Records a second that come into each topic, in the job's order.</param>
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
            _tally.Arrivals[source] += came;
        }

        _tally.Seconds += seconds;
        if (_plan is { } plan && active > 0 && !_isStill)
        {
            Flow(plan, Math.Min(active, seconds));
        }
    }

    /// <summary>What happened since the last reading.</summary>
    public FlowReading Read()
    {
        FlowReading reading = _tally.Read(_running, _plan, _sources, _lags) with { At = _elapsed, Status = Status };
        return reading with { CheckpointSeconds = _checkpointSeconds, Restarts = _restarts, Repeated = _repeated };
    }

    private void Flow(FlowPlan plan, double seconds)
    {
        FlowSolver solver = new(_running, plan, _sources, _rates, _loads, _slowness);
        for (int source = 0; source < _rates.Length; source++)
        {
            _rates[source] = _lags[source] / seconds;
        }

        for (int index = 0; index < _slowness.Length; index++)
        {
            _slowness[index] = SlownessOf(index, plan.OwnLimits[index], seconds);
        }

        solver.Solve();
        for (int source = 0; source < _rates.Length; source++)
        {
            double taken = Math.Min(_lags[source], _rates[source] * seconds);
            _lags[source] -= taken;
            _sinceCheckpoint[source] += taken;
        }

        _tally.Add(plan, solver, _loads, seconds);
        Checkpoint(seconds);
    }

    private void Checkpoint(double seconds)
    {
        double length = Job.CheckpointLength.TotalSeconds + _tally.PipelineSeconds + _tally.FullSeconds;

        // A mark that meets a link that is cut never arrives: the length has no bound then.
        if ((_elapsed - _checkpointAt - Job.CheckpointInterval).TotalSeconds < length)
        {
            return;
        }

        // What was taken while the checkpoint was on its way is not part of it.
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

        Stop((isNoticed ? TimeSpan.Zero : Job.Heartbeat) + Job.RestoreLength);
    }

    private void Stop(TimeSpan time)
    {
        (_plan, _isStill, Status, _readyAt) = (null, false, FlowStatus.Restarting, _elapsed + time);
        _restarts++;
        _tally.Restart();
    }

    /// <summary>Starts the job when it is time and there are slots; says how many seconds of a step it runs.</summary>
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
        int wanted = Job.Operators.Max(item => item.Parallelism);
        if (slots == 0 || (slots < wanted && !Job.IsAdaptive))
        {
            Status = FlowStatus.Waiting;
            return 0;
        }

        _running = Job with { Operators = [.. Job.Operators.Select(item => item with { Parallelism = Math.Min(item.Parallelism, slots) })] };
        _plan = new FlowPlan(_running, _site);
        int needed = _running.Operators.Max(item => item.Parallelism);
        _isStill = _site.Silent.Count > 0 && InUse(_site.TaskManagers, needed).Exists(manager => _site.Silent.Contains(manager.Node, StringComparer.Ordinal));
        Status = FlowStatus.Running;
        _checkpointAt = end;
        return (end - (_readyAt > _elapsed ? _readyAt : _elapsed)).TotalSeconds;
    }

    /// <summary>The task managers whose slots are used by so many instances.</summary>
    private static List<TaskManager> InUse(ValueList<TaskManager> managers, int instances)
    {
        int slot = 0;
        return [.. managers.TakeWhile(manager => (slot += manager.Slots) - manager.Slots < instances)];
    }

    /// <summary>A count that comes by chance: its variance is its mean.</summary>
    private double Vary(double count) => Math.Max(0, count + (Math.Sqrt(count) * Normal()));

    /// <summary>How much dearer records of an operator are in a step than on average: the mean cost of so many varies.</summary>
    private double SlownessOf(int index, double limit, double seconds)
    {
        double spread = _running.Operators[index].CostSpread / Math.Sqrt(Math.Max(1, limit * seconds));
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
