namespace Scalewright.Experiments.Processes;

/// <summary>Queued records of an operator for each instance, and records in progress. Not thread-safe.</summary>
internal sealed class Inbox
{
    private readonly InboxPlan _plan;
    private readonly KeyGroups? _groups;
    private readonly SortedDictionary<int, StreamRecord[]> _held = [];
    private Queue<StreamRecord>[] _lines = [new()];
    private readonly List<InstanceShare> _earlier = [];
    private long[] _doneByInstance = [];
    private int _next;
    private long _done;
    private long _arrived;
    private double _busySeconds;
    private double _heldSeconds;

    public Inbox(InboxPlan plan)
    {
        _plan = plan;
        _groups = plan.Share == StreamPartitioning.Keyed ? new KeyGroups(plan.Keys, plan.Skew, plan.KeyGroups) : null;
    }

    public InboxPlan Plan => _plan;

    public long Generation { get; private set; }

    public int Instances { get; private set; } = 1;

    /// <summary>Indicates whether senders must wait because a queue is full. Topics are never full.</summary>
    public bool IsFull =>
        _plan.Topic.Length == 0
        && _lines.Any(line => line.Count >= (long)_plan.Buffer * (_plan.Share == StreamPartitioning.Pool ? Instances : 1));

    /// <summary>Replaces the instances. Records in progress are queued again, before all later ones.</summary>
    public void Assign(long generation, int instances)
    {
        StreamRecord[] all =
        [
            .. _lines.SelectMany(line => line).Concat(_held.Values.SelectMany(batch => batch)).OrderBy(record => record.Number),
        ];
        _earlier.AddRange(Shares());
        (Generation, Instances, _next, _doneByInstance) = (generation, instances, 0, new long[instances]);
        _held.Clear();
        _lines = [.. Enumerable.Range(0, _plan.Share == StreamPartitioning.Pool ? 1 : instances).Select(_ => new Queue<StreamRecord>())];
        Array.ForEach(all, Enqueue);
    }

    public void Add(StreamRecord record)
    {
        _arrived += _plan.Topic.Length > 0 ? 1 : 0;
        Enqueue(record);
    }

    /// <summary>Returns records for an instance: those in progress if any, otherwise new ones.</summary>
    public StreamRecord[] Dequeue(int instance, int max)
    {
        if (_held.TryGetValue(instance, out StreamRecord[]? held))
        {
            return held;
        }

        Queue<StreamRecord> line = _lines[Math.Min(instance, _lines.Length - 1)];
        StreamRecord[] batch = new StreamRecord[Math.Min(line.Count, max)];
        for (int index = 0; index < batch.Length; index++)
        {
            batch[index] = line.Dequeue();
        }

        if (batch.Length > 0)
        {
            _held[instance] = batch;
        }

        return batch;
    }

    public bool HasBatch(int instance) => _held.ContainsKey(instance);

    /// <summary>Completes the records in progress of an instance and returns them.</summary>
    public StreamRecord[] Finish(int instance, double busySeconds)
    {
        _held.Remove(instance, out StreamRecord[]? batch);
        _done += batch!.Length;
        _doneByInstance[instance] += batch.Length;
        _busySeconds += busySeconds;
        return batch;
    }

    /// <summary>Counts time in which an instance waited for capacity downstream.</summary>
    public void AddHeldTime(double seconds) => _heldSeconds += seconds;

    /// <summary>Returns the counters; at the end, including the counters of every earlier instance.</summary>
    public OperatorCounters Read(bool isLast) =>
        new(
            _plan.Operator,
            Generation,
            _arrived,
            _lines.Sum(line => (long)line.Count) + _held.Values.Sum(batch => (long)batch.Length),
            _done,
            _busySeconds,
            _heldSeconds,
            [.. _doneByInstance],
            isLast ? [.. _earlier, .. Shares()] : []
        );

    private IEnumerable<InstanceShare> Shares() =>
        _doneByInstance.Select((done, index) => new InstanceShare(index, Generation, done)).Where(share => share.Done > 0);

    private void Enqueue(StreamRecord record)
    {
        _lines[SelectLine(record)].Enqueue(record);
        _next = _next == int.MaxValue ? 0 : _next;
    }

    private int SelectLine(StreamRecord record)
    {
        if (_lines.Length == 1)
        {
            return 0;
        }

        if (_groups is not null)
        {
            return (int)((long)_groups.GetGroup(record) * _lines.Length / _plan.KeyGroups);
        }

        if (_plan.Topic.Length > 0)
        {
            return (int)(record.Number % _plan.Partitions % _lines.Length);
        }

        return _next++ % _lines.Length;
    }
}

/// <summary>Number of records that one instance processed.</summary>
/// <param name="Done">Records that the broker accepted as processed.</param>
internal sealed record InstanceShare(int Index, long Generation, long Done);

/// <summary>Counters of an operator since the start of the job.</summary>
/// <param name="Arrived">Records that arrived in its topic; 0 for an operator that reads from operators.</param>
/// <param name="BusySeconds">Processing time over all instances, in seconds.</param>
/// <param name="HeldSeconds">Time over all instances, in seconds, in which they waited for capacity downstream.</param>
/// <param name="DoneByInstance">Processed records of each current instance.</param>
/// <param name="Shares">Final counters of every instance that processed records; empty until the job is closed.</param>
/// <param name="Operator">Name of the operator.</param>
/// <param name="Generation">Generation of its current instances.</param>
/// <param name="Waiting">Number of records that wait in its queues.</param>
/// <param name="Done">Number of records that were processed.</param>
internal sealed record OperatorCounters(
    string Operator,
    long Generation,
    long Arrived,
    long Waiting,
    long Done,
    double BusySeconds,
    double HeldSeconds,
    IReadOnlyList<long> DoneByInstance,
    IReadOnlyList<InstanceShare> Shares
);

/// <summary>Configuration of the queues before an operator.</summary>
/// <param name="Topic">Input topic; empty if other operators are the input.</param>
/// <param name="Buffer">Capacity of the queue of one instance if operators are the input.</param>
/// <param name="IsLast">True if no operator reads the output.</param>
/// <param name="Operator">Name of the operator.</param>
/// <param name="Partitions">Number of partitions of the topic; 1 without a topic.</param>
/// <param name="Share">How records are assigned to instances.</param>
/// <param name="Keys">Number of different keys.</param>
/// <param name="Skew">Exponent of Zipf's law of the keys; 0 if all are equally frequent.</param>
/// <param name="KeyGroups">Number of key groups: the maximum parallelism.</param>
internal sealed record InboxPlan(
    string Operator,
    string Topic,
    int Partitions,
    StreamPartitioning Share,
    int Keys,
    double Skew,
    int KeyGroups,
    int Buffer,
    bool IsLast
);

/// <summary>Assigns records to key groups: keys by Zipf's law, each hashed to a group as in Flink.</summary>
internal sealed class KeyGroups
{
    private readonly int _groups;
    private readonly double[] _below;

    public KeyGroups(int keys, double skew, int groups)
    {
        (_groups, _below) = (groups, new double[keys]);
        double sum = 0;
        for (int key = 0; key < keys; key++)
        {
            sum += skew == 0 ? 1 : Math.Pow(key + 1, -skew);
            _below[key] = sum;
        }
    }

    public int GetGroup(StreamRecord record)
    {
        const double Steps = 1UL << 53;
        double sample = (record.Draw >> 11) / Steps * _below[^1];
        int at = Array.BinarySearch(_below, sample);
        int key = Math.Min(at < 0 ? ~at : at + 1, _below.Length - 1);
        return (int)(SplitMixRandom.Mix((ulong)key, 1) % (ulong)_groups);
    }
}
