using Scalewright.Experiments;

namespace Loopback.Services.Flink;

/// <summary>
/// A Flink cluster behind its REST API. Records flow through a job by the model of the experiment, in steps of one
/// second of the clock.
/// </summary>
public sealed partial class FlinkCluster
{
    // Default of slot.request.timeout in Flink.
    private static readonly TimeSpan SlotTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private const int ReadEvery = 5;
    private const string RecordsIn = "numRecordsInPerSecond";
    private const string RecordsOut = "numRecordsOutPerSecond";
    private const string Busy = "busyTimeMsPerSecond";
    private const string BackPressured = "hardBackPressuredTimeMsPerSecond";
    private const string CheckpointDelay = "checkpointStartDelayNanos";
    private const string LateRecords = "numLateRecordsDropped";

    private readonly Lock _gate = new();
    private readonly Experiment _experiment;
    private readonly TimeProvider _clock;
    private readonly SortedDictionary<string, byte[]> _jars = new(StringComparer.Ordinal);
    private readonly List<FlinkJobModel> _jobs = [];
    private readonly List<FlinkTrigger> _triggers = [];
    private readonly HashSet<string> _savepoints = new(StringComparer.Ordinal);
    private readonly double[] _rates;
    private readonly double[] _waiting;
    private ValueList<TaskManager> _managers = [];
    private DateTimeOffset _now;
    private int _last;
    private int _steps;

    public FlinkCluster(Experiment experiment, TimeProvider clock)
    {
        (_experiment, _clock, _now) = (experiment, clock, clock.GetUtcNow());
        (_rates, _waiting) = (new double[experiment.Job.Topics.Count], new double[experiment.Job.Topics.Count]);
    }

    public Experiment Experiment => _experiment;

    public int SavepointsThatFail { get; set; }

    /// <summary>Jobs with at least this parallelism fail at start.</summary>
    public int FailsFrom { get; set; } = int.MaxValue;

    /// <summary>Name of the lag of a source, without that of its operator.</summary>
    public string PendingMetric { get; set; } = "pendingRecords";

    /// <summary>Name of a metric that no vertex has.</summary>
    public string MissingMetric { get; set; } = "";

    /// <summary>Whether jobs have statistics of checkpoints.</summary>
    public bool HasCheckpointing { get; set; } = true;

    public int JobsAlive => Locked(() => _jobs.Count(job => !job.IsOver));

    /// <summary>Whether a response has reported processed records.</summary>
    public bool HasShownRecords => Locked(() => _jobs.Exists(job => job.HasShownRecords));

    public int Jars => Locked(() => _jars.Count);

    public string States => Locked(() => string.Join(' ', _jobs.Select(job => job.State)));

    public void Place(ValueList<TaskManager> managers) =>
        Locked(() =>
        {
            _managers = managers;
            foreach (FlinkJobModel job in _jobs.Where(job => job.Flow is not null && !job.IsOver))
            {
                if (job.Flow!.SetEnvironment(Site()))
                {
                    job.Become("RESTARTING", _now);
                }
            }

            return 0;
        });

    /// <summary>Sets the records per second by name of the load.</summary>
    public void Load(ValueMap<double> rates) =>
        Locked(() =>
        {
            Array.Clear(_rates);
            foreach (Scalewright.Experiments.Loads.LoadSource load in _experiment.Loads)
            {
                int topic = _experiment
                    .Job.Topics.Select((item, index) => (item, index))
                    .First(entry => entry.item.Name == load.Topic)
                    .index;
                _rates[topic] += rates.GetValueOrDefault(load.Name);
            }

            return 0;
        });

    public void Fail() =>
        Locked(() =>
        {
            End(_jobs.First(job => job.State == "RUNNING"), "FAILED");
            return 0;
        });

    private T Locked<T>(Func<T> act)
    {
        lock (_gate)
        {
            Advance();
            return act();
        }
    }

    private void Advance()
    {
        DateTimeOffset now = _clock.GetUtcNow();
        while (_now + Second <= now)
        {
            _now += Second;
            _steps++;
            Step();
        }
    }

    private void Step()
    {
        bool hasFlowed = false;
        foreach (FlinkJobModel job in _jobs.Where(job => !job.IsOver).ToArray())
        {
            Settle(job);
            if (job.Flow is not { } flow || job.IsOver)
            {
                continue;
            }

            // Records that queued while no job ran arrive with the current ones.
            double[] arrivals = [.. _rates.Zip(_waiting, (rate, waiting) => rate + waiting)];
            Array.Clear(_waiting);
            flow.Advance(Second, arrivals);
            hasFlowed = true;
            if (_steps % ReadEvery == 0)
            {
                job.Reading = flow.Read();
            }

            Become(job, flow);
        }

        for (int topic = 0; topic < _rates.Length && !hasFlowed; topic++)
        {
            _waiting[topic] += _rates[topic];
        }
    }

    private void Become(FlinkJobModel job, StreamFlow flow)
    {
        if (flow.Status == FlowStatus.Running)
        {
            job.Become("RUNNING", _now);
        }

        foreach (FlinkTrigger trigger in _triggers.Where(trigger => trigger.Job == job.Id && !trigger.IsOver && trigger.Due <= _now))
        {
            trigger.IsOver = true;
            if (trigger.Failure is null)
            {
                _savepoints.Add(trigger.Location);
                job.LastSavepoint = trigger.Location;
                End(job, "FINISHED");
            }
        }
    }

    private void Settle(FlinkJobModel job)
    {
        switch (job.State)
        {
            case "INITIALIZING":
            case "RESTARTING" when job.IsRescaling:
                job.IsRescaling = false;
                job.Become("CREATED", _now);
                break;
            case "CREATED" when job.Flow is not null:
                break;
            case "CREATED" when (job.Savepoint.Length > 0 && !_savepoints.Contains(job.Savepoint)) || job.Slots >= FailsFrom:
                job.Become("FAILED", _now);
                break;
            case "CREATED" when FreeSlots().Sum() >= job.Slots:
                job.Flow = new StreamFlow(job.Job, Site(), _experiment.Seed);
                if (job.Savepoint.Length == 0)
                {
                    // Without a savepoint, sources start with new records.
                    Array.Clear(_waiting);
                }

                job.Become("RUNNING", _now);
                break;
            case "CREATED" when _now - job.Since >= SlotTimeout:
                job.Become("FAILED", _now);
                break;
            case "CANCELLING":
                End(job, "CANCELED");
                break;
            default:
                break;
        }
    }

    private void End(FlinkJobModel job, string state)
    {
        if (job.Flow is { } flow && _waiting.Length > 0)
        {
            _waiting[0] += flow.Lag;
        }

        job.Become(state, _now);
        job.Flow = null;
        job.Reading = null;
    }

    private StreamEnvironment Site() => new() { Nodes = NodeClass.ExpandMachines(_experiment.Nodes), TaskManagers = _managers };

    private string NextId() => (++_last).ToString("x32", CultureInfo.InvariantCulture);
}
