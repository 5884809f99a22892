using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Experiments.Streams;

/// <summary>
/// Event simulation of a running job, record by record. Each instance serves the queue before it, first in, first out.
/// A finished record that finds a full queue stays with its instance, which serves nothing until the queue accepts the
/// record (blocking after service). A record occupies its queue from the time it is sent until one latency of the link
/// after its service starts, like the credits of a network connection.
/// </summary>
internal sealed class JobStations
{
    private readonly TopicReader?[] _topics;
    private readonly FlowCounters _counters;
    private readonly CoreCalendar _cores;
    private readonly EventTree _events;
    private readonly PriorityQueue<LinkTransfer, double> _underWay = new();

    // Most links have the same latency, and their transfers arrive in order.
    private readonly double _localLatency;
    private readonly JobStation[] _stations;
    private readonly JobInstance[] _instances;
    private readonly (int Queue, int Node)[] _positions;
    private readonly JobQueue[] _queues;
    private readonly int[] _readers;
    private readonly long[] _records = new long[2];
    private RingBuffer<(double At, int Queue)> _local = new();
    private RingBuffer<JobRecord> _localRecords = new();
    private double[][] _latencies;
    private double _localAt = double.PositiveInfinity;
    private double _now;
    private double _offset;
    private double _skipped;
    private int _epoch;
    private bool _isStopping;

    /// <summary>Starts a job.</summary>
    /// <param name="topics">For each operator, the reader of its topic; null for operators without a topic.</param>
    /// <param name="random">For each operator, its random source.</param>
    /// <param name="at">Time of the start in seconds.</param>
    public JobStations(
        JobLayout plan,
        StreamEnvironment site,
        TopicReader?[] topics,
        StableRandom[] random,
        FlowCounters counters,
        double at
    )
    {
        (Plan, _topics, _counters, _offset) = (plan, topics, counters, at);
        (_latencies, _localLatency) = (plan.GetLatencies(site), site.Latency.TotalSeconds);
        int count = plan.Job.Operators.Count;
        List<JobInstance> instances = [];
        List<(int Queue, int Node)> positions = [];
        List<JobQueue> queues = [];
        _stations = new JobStation[count];
        for (int index = 0; index < count; index++)
        {
            JobOperator jobOperator = plan.Job.Operators[index];
            bool isPool = jobOperator.Partitioning == StreamPartitioning.Pool;
            _stations[index] = new JobStation(jobOperator, plan.Edges[index], plan.RecordRatios[index], instances.Count, random[index]);
            for (int slot = 0; slot < jobOperator.Parallelism; slot++)
            {
                if (slot == 0 || !isPool)
                {
                    queues.Add(new JobQueue(jobOperator.BufferSize, instances.Count, isPool ? jobOperator.Parallelism : 1));
                }

                positions.Add((queues.Count - 1, plan.GetNode(slot)));
                instances.Add(new JobInstance(index, plan.ProcessingTimeFactors[slot]));
            }
        }

        (_instances, _positions, _queues) = ([.. instances], [.. positions], [.. queues]);
        _readers = [.. Enumerable.Range(0, count).Where(index => topics[index] is not null)];
        int[] slots =
        [
            .. Enumerable
                .Range(0, count)
                .SelectMany(index => plan.RecordRatios[index].Select((_, slot) => plan.IsUsed(index, slot) ? slot : -1)),
        ];
        _cores = new CoreCalendar(plan, slots, _readers.Length + 1);
        _events = _cores.Events;
    }

    public JobLayout Plan { get; }

    /// <summary>Time of the simulation in seconds.</summary>
    public double Now => _now + _offset;

    /// <summary>Simulated seconds since the start, without pauses and time left out.</summary>
    public double Clock => _now;

    /// <summary>Indicates whether machines of the job cannot reach each other.</summary>
    public bool IsLinkCut => Array.Exists(_latencies, row => Array.Exists(row, double.IsPositiveInfinity));

    /// <summary>Indicates whether all records read before the last mark, or before a stop, have left the job.</summary>
    public bool IsMarkReached => _records[1 - _epoch] + (_isStopping ? _records[_epoch] : 0) == 0;

    /// <summary>Marks the records read so far. All records before the previous mark must have left.</summary>
    public void Mark() => _epoch = 1 - _epoch;

    /// <summary>Stops the readers of topics.</summary>
    public void StopReading() => _isStopping = true;

    /// <summary>Keeps all records where they are for some seconds.</summary>
    public void Pause(double seconds) => _offset += seconds;

    /// <summary>Leaves out some seconds, in which records do not become older.</summary>
    public void Skip(double seconds)
    {
        _offset += seconds;
        _skipped += seconds;
    }

    /// <summary>Indicates whether each instance has been idle since a time of <see cref="Clock"/>.</summary>
    public bool IsIdleSince(double clock) =>
        Array.TrueForAll(_instances, instance => instance.State == ServiceState.Idle || instance.IdleAt >= clock);

    /// <summary>Returns the number of records at each operator.</summary>
    public long[] GetContent()
    {
        long[] content = new long[_stations.Length];
        foreach (JobQueue queue in _queues)
        {
            content[_instances[queue.First].Operator] += queue.Used;
        }

        return content;
    }

    /// <summary>Changes the latencies of links.</summary>
    public void SetLinks(StreamEnvironment site)
    {
        _latencies = Plan.GetLatencies(site);
        for (int queue = 0; queue < _queues.Length; queue++)
        {
            Fill(queue);
        }
    }

    /// <summary>Simulates until a time.</summary>
    /// <param name="until">Time in seconds.</param>
    /// <param name="isUntilMark">True to stop as soon as the mark is reached.</param>
    public void Run(double until, bool isUntilMark)
    {
        double end = until - _offset;
        for (int reader = 0; reader < _readers.Length; reader++)
        {
            Schedule(reader);
        }

        while (!(isUntilMark && IsMarkReached))
        {
            _cores.Schedule(_now);
            double at = double.MinNative(_events.Time, _localAt);
            if (at > end)
            {
                break;
            }

            _now = double.MaxNative(_now, at);
            if (_localAt < _events.Time)
            {
                DeliverLocal();
                continue;
            }

            int source = _events.GetFirst();
            if (source < _cores.Count)
            {
                Finish(_cores.End(source, _now));
            }
            else if (source < _cores.Count + _readers.Length)
            {
                Read(source - _cores.Count);
            }
            else
            {
                Deliver();
            }
        }

        _now = isUntilMark && IsMarkReached ? _now : Math.Max(_now, end);
    }

    /// <summary>Adds the time since the last event of each instance to the counters.</summary>
    public void Count()
    {
        foreach (ref JobInstance instance in _instances.AsSpan())
        {
            AddTime(ref instance);
        }
    }

    private void Schedule(int reader)
    {
        int index = _readers[reader];
        int target = _stations[index].Target;
        bool isBlocked = target >= 0 && _queues[_positions[target].Queue].Reader == reader;
        _events.Set(_cores.Count + reader, _isStopping || isBlocked ? double.PositiveInfinity : _topics[index]!.Next - _offset);
    }

    /// <summary>Reads records from a topic until none has arrived or the queue for the next one is full.</summary>
    private void Read(int reader)
    {
        JobStation station = _stations[_readers[reader]];
        TopicReader topic = _topics[_readers[reader]]!;
        while (!_isStopping && topic.Next - _offset <= _now)
        {
            station.Target = station.Target < 0 ? Select(_readers[reader]) : station.Target;
            int line = _positions[station.Target].Queue;
            ref JobQueue queue = ref _queues[line];
            if (queue.IsFull)
            {
                queue.Reader = reader;
                break;
            }

            station.Target = -1;
            queue.Used++;
            _records[_epoch]++;
            _counters.Taken++;
            Arrive(line, new JobRecord(topic.Read() - _skipped, Now - _skipped, 0, _epoch));
        }

        Schedule(reader);
    }

    // Copies the record first: what follows may overwrite it.
    private void Arrive(int index, in JobRecord record)
    {
        ref JobQueue queue = ref _queues[index];
        if (queue.IdleCount == 0)
        {
            ref JobRecord last = ref queue.Records.Add();
            last = record;
            last.Entered = Now - _skipped;
            return;
        }

        int target = queue.First;
        while (_instances[target].State != ServiceState.Idle)
        {
            target++;
        }

        queue.IdleCount--;
        ref JobInstance instance = ref _instances[target];
        (instance.Record, instance.IdleAt) = (record, _now);
        instance.Record.Entered = Now - _skipped;
        Start(target, index);
    }

    private void Start(int index, int queue)
    {
        ref JobInstance instance = ref _instances[index];
        (instance.State, instance.Since) = (ServiceState.Busy, _now);
        JobStation station = _stations[instance.Operator];
        _cores.Start(index, station.Work.Sample(station.Random) * instance.ProcessingTimeFactor, _now);
        if (instance.Record.Delay == 0)
        {
            Release(queue);
        }
        else if (instance.Record.Delay == _localLatency)
        {
            SendLocal(~queue);
        }
        else
        {
            Send(new LinkTransfer(queue, default, IsCredit: true), instance.Record.Delay);
        }
    }

    private void Finish(int index)
    {
        ref JobInstance instance = ref _instances[index];
        AddTime(ref instance);
        _counters.Records[instance.Operator]++;
        instance.State = ServiceState.Held;
        if (_stations[instance.Operator].Edges.Length == 0)
        {
            _counters.AddLatency(Now - _skipped - instance.Record.Arrived, Now - _skipped - instance.Record.Read);
        }

        (instance.Edge, instance.Copies, instance.Target) = (0, 0, -1);
        TrySend(index);
    }

    /// <summary>Sends the copies of a finished record until a queue is full, and then starts the next record.</summary>
    private void TrySend(int index)
    {
        ref JobInstance sender = ref _instances[index];
        (int queueIndex, int node) = _positions[index];
        JobStation station = _stations[sender.Operator];
        while (sender.Copies > 0 || sender.Edge < station.Edges.Length)
        {
            if (sender.Copies == 0)
            {
                double ratio = station.Edges[sender.Edge++].Ratio;
                double whole = Math.Floor(ratio);
                sender.Copies = (long)whole + (station.Random.NextBoolean(ratio - whole) ? 1 : 0);
                continue;
            }

            sender.Target = sender.Target < 0 ? Select(station.Edges[sender.Edge - 1].To) : sender.Target;
            (int target, int receiver) = _positions[sender.Target];
            ref JobQueue queue = ref _queues[target];
            double delay = _latencies[node][receiver];
            if (queue.IsFull || double.IsPositiveInfinity(delay))
            {
                queue.Senders.Add(index);
                return;
            }

            sender.Target = -1;
            sender.Copies--;
            queue.Used++;
            _records[sender.Record.Epoch]++;
            sender.Record.Delay = delay;
            if (delay == 0)
            {
                Arrive(target, sender.Record);
            }
            else if (delay == _localLatency)
            {
                _localRecords.Add() = sender.Record;
                SendLocal(target);
            }
            else
            {
                Send(new LinkTransfer(target, sender.Record, IsCredit: false), delay);
            }
        }

        AddTime(ref sender);
        _counters.AddLatency(sender.Operator, Now - _skipped - sender.Record.Entered);
        _records[sender.Record.Epoch]--;
        ref JobQueue line = ref _queues[queueIndex];
        if (line.Records.Count > 0)
        {
            sender.Record = line.Records.Remove();
            Start(index, queueIndex);
        }
        else
        {
            sender.State = ServiceState.Idle;
            line.IdleCount++;
        }
    }

    private void Send(in LinkTransfer transfer, double delay)
    {
        _underWay.Enqueue(transfer, _now + delay);
        ScheduleDelivery();
    }

    /// <summary>Sends over a link with the most frequent latency.</summary>
    /// <param name="entry">Index of the queue for a record; its complement for a credit.</param>
    private void SendLocal(int entry)
    {
        double at = _now + _localLatency;
        _localAt = _local.Count == 0 ? at : _localAt;
        _local.Add() = (at, entry);
    }

    private void Deliver()
    {
        LinkTransfer transfer = _underWay.Dequeue();
        ScheduleDelivery();
        if (transfer.IsCredit)
        {
            Release(transfer.Queue);
        }
        else
        {
            Arrive(transfer.Queue, transfer.Record);
        }
    }

    private void DeliverLocal()
    {
        int entry = _local.Remove().Queue;
        _localAt = _local.Count > 0 ? _local.First.At : double.PositiveInfinity;
        if (entry < 0)
        {
            Release(~entry);
        }
        else
        {
            Arrive(entry, _localRecords.Remove());
        }
    }

    private void ScheduleDelivery() =>
        _events.Set(_cores.Count + _readers.Length, _underWay.TryPeek(out _, out double at) ? at : double.PositiveInfinity);

    private void Release(int index)
    {
        _queues[index].Used--;
        Fill(index);
    }

    /// <summary>Continues with those that wait for a queue, in their order.</summary>
    private void Fill(int index)
    {
        ref JobQueue queue = ref _queues[index];
        for (int at = 0; at < queue.Senders.Count && !queue.IsFull; )
        {
            int sender = queue.Senders[at];
            int target = _instances[sender].Target;
            if (double.IsPositiveInfinity(_latencies[_positions[sender].Node][_positions[target].Node]))
            {
                at++;
                continue;
            }

            queue.Senders.RemoveAt(at);
            TrySend(sender);
        }

        if (queue.Reader >= 0 && !queue.IsFull)
        {
            int reader = queue.Reader;
            queue.Reader = -1;
            Read(reader);
        }
    }

    /// <summary>Returns the instance that receives the next record of an operator.</summary>
    private int Select(int index)
    {
        JobStation station = _stations[index];
        return station.First
            + (station.Limits.Length == 1 || (station.IsPool && _latencies.Length == 1) ? 0 : station.Select(station.Random.NextDouble()));
    }

    private void AddTime(ref JobInstance instance)
    {
        if (instance.Since == _now)
        {
            return;
        }

        double part = (_now - instance.Since) / _stations[instance.Operator].Limits.Length;
        instance.Since = _now;
        if (instance.State == ServiceState.Busy)
        {
            _counters.Busy[instance.Operator] += part;
        }
        else if (instance.State == ServiceState.Held)
        {
            _counters.Held[instance.Operator] += part;
        }
    }
}
