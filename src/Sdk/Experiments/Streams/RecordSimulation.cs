using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Experiments.Streams;

/// <summary>
/// Discrete-event simulation of a stream job with one event per record and Poisson arrivals. Buffers are unlimited, and
/// operators share no resources. Serves as the reference for <see cref="StreamFlow"/>; too slow for clusters.
/// </summary>
public sealed class RecordSimulation
{
    private readonly StreamJob _job;
    private readonly StableRandom _random;
    private readonly PriorityQueue<RecordEvent, (double At, long Number)> _events = new();
    private readonly RecordStation[] _stations;
    private readonly List<(int To, double Ratio)>[] _edges;
    private long _number;

    private RecordSimulation(StreamJob job, long seed)
    {
        (_job, _random) = (job, new StableRandom(seed));
        _stations = [.. job.Operators.Select(
            item => new RecordStation(item, KeyShares.Compute(item, item.Parallelism, job.GetPartitions(item))))];
        _edges = [.. job.Operators.Select((item, from) => job.Operators.SelectMany((reader, to) =>
            reader.Inputs.Where(input => input.From == item.Name).Select(input => (to, input.Ratio))).ToList())];
    }

    /// <summary>Runs the simulation.</summary>
    /// <param name="job">A valid job.</param>
    /// <param name="arrivals">Records per second for each topic, in the order of the job.</param>
    /// <param name="warmUp">Time after the start that is excluded.</param>
    /// <param name="duration">Measured time after the warm-up.</param>
    /// <param name="seed">Seed of all random numbers.</param>
    /// <returns>Metrics of each operator, in the order of the job.</returns>
    public static ValueList<RecordReading> Run(
        StreamJob job, ValueList<double> arrivals, TimeSpan warmUp, TimeSpan duration, long seed)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(arrivals);
        ArgumentOutOfRangeException.ThrowIfNotEqual(arrivals.Count, job.Topics.Count);
        RecordSimulation run = new(job, seed);
        return run.Simulate(arrivals, warmUp.TotalSeconds, (warmUp + duration).TotalSeconds);
    }

    private ValueList<RecordReading> Simulate(ValueList<double> arrivals, double from, double to)
    {
        for (int index = 0; index < _stations.Length; index++)
        {
            if (GetRate(arrivals, index) is > 0 and var rate)
            {
                Schedule(Sample(1 / rate), new RecordEvent(index, -1));
            }
        }

        while (_events.TryDequeue(out RecordEvent item, out (double At, long) key) && key.At < to)
        {
            if (item.Instance < 0)
            {
                Enter(item.Station, key.At, from);
                Schedule(key.At + Sample(1 / GetRate(arrivals, item.Station)), item);
            }
            else
            {
                Leave(item, key.At, from);
            }
        }

        return [.. _stations.Select(station => station.Read(to - from))];
    }

    private void Enter(int index, double now, double from)
    {
        RecordStation station = _stations[index];
        int instance = station.Select(_random);
        station.Queue(instance, now);
        Start(index, instance, now, from);
    }

    private void Start(int index, int instance, double now, double from)
    {
        if (_stations[index].TryStart(instance, now, isCounted: now >= from) is { } server)
        {
            double cost = SampleCost(_job.Operators[index]);
            _stations[index].Busy += now >= from ? cost : 0;
            Schedule(now + cost, new RecordEvent(index, server));
        }
    }

    private void Leave(RecordEvent item, double now, double from)
    {
        _stations[item.Station].End(item.Instance, isCounted: now >= from);
        foreach ((int to, double ratio) in _edges[item.Station])
        {
            int count = (int)ratio + (_random.NextDouble() < ratio - Math.Floor(ratio) ? 1 : 0);
            for (int copy = 0; copy < count; copy++)
            {
                Enter(to, now, from);
            }
        }

        Start(item.Station, item.Instance, now, from);
    }

    private double SampleCost(JobOperator item) =>
        item.CpuTimeVariation == 0 ? item.CpuTimePerRecord.TotalSeconds : Sample(item.CpuTimePerRecord.TotalSeconds);

    private double Sample(double mean) => -mean * Math.Log(1 - _random.NextDouble());

    private double GetRate(ValueList<double> arrivals, int index)
    {
        for (int topic = 0; topic < _job.Topics.Count; topic++)
        {
            if (_job.Topics[topic].Name == _job.Operators[index].Topic)
            {
                return arrivals[topic];
            }
        }

        return 0;
    }

    private void Schedule(double at, RecordEvent item) => _events.Enqueue(item, (at, _number++));
}

/// <summary>Arrival of a record at an operator, or completion of a record by an instance.</summary>
/// <param name="Instance">Index of the instance; -1 for an arrival.</param>
internal readonly record struct RecordEvent(int Station, int Instance);

internal sealed class RecordStation
{
    private readonly JobOperator _item;
    private readonly double[] _shares;
    private readonly Queue<double>[] _lines;
    private readonly bool[] _isBusy;
    private double _waits;
    private long _count;
    private long _done;

    public RecordStation(JobOperator item, double[] shares)
    {
        (_item, _shares, _isBusy) = (item, shares, new bool[shares.Length]);
        _lines = [.. Enumerable.Range(0, item.Partitioning == StreamPartitioning.Pool ? 1 : shares.Length)
            .Select(_ => new Queue<double>())];
    }

    /// <summary>Started work in seconds.</summary>
    public double Busy { get; set; }

    /// <summary>Selects the instance for the next record; 0 for a pool.</summary>
    public int Select(StableRandom random)
    {
        if (_lines.Length == 1)
        {
            return 0;
        }

        double sample = random.NextDouble();
        int instance = 0;
        while (instance < _shares.Length - 1 && (sample -= _shares[instance]) >= 0)
        {
            instance++;
        }

        return instance;
    }

    public void Queue(int instance, double now) => GetLine(instance).Enqueue(now);

    /// <summary>Starts the next record in the queue of an instance.</summary>
    /// <returns>The instance that processes it; null if no instance is free or the queue is empty.</returns>
    public int? TryStart(int instance, double now, bool isCounted)
    {
        int server = _lines.Length switch
        {
            1 => Array.IndexOf(_isBusy, false),
            _ when _isBusy[instance] => -1,
            _ => instance,
        };
        if (server < 0 || !GetLine(instance).TryDequeue(out double since))
        {
            return null;
        }

        _isBusy[server] = true;
        (_count, _waits) = isCounted ? (_count + 1, _waits + now - since) : (_count, _waits);
        return server;
    }

    public void End(int instance, bool isCounted)
    {
        _isBusy[instance] = false;
        _done += isCounted ? 1 : 0;
    }

    public RecordReading Read(double seconds) =>
        new(_item.Name, _count, _done / seconds, _count > 0 ? _waits / _count : 0, Busy / seconds / _shares.Length);

    private Queue<double> GetLine(int instance) => _lines[_lines.Length == 1 ? 0 : instance];
}
