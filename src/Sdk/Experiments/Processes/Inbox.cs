namespace Scalewright.Experiments.Processes;

/// <summary>The records before an operator, in a line for each instance, and those that instances hold. Not thread-safe.</summary>
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
        _groups = plan.Share == ShareRule.Keyed ? new KeyGroups(plan.Keys, plan.Skew, plan.KeyGroups) : null;
    }

    public InboxPlan Plan => _plan;

    /// <summary>The generation of the instances that count.</summary>
    public long Generation { get; private set; }

    /// <summary>How many instances the operator has.</summary>
    public int Instances { get; private set; } = 1;

    /// <summary>Whether those who fill it have to wait: a line is full. A topic never is.</summary>
    public bool IsFull => _plan.Topic.Length == 0 && _lines.Any(line => line.Count >= (long)_plan.Buffer * (_plan.Share == ShareRule.Pool ? Instances : 1));

    /// <summary>Gives the operator other instances. What others held waits again, before all that came later.</summary>
    public void Assign(long generation, int instances)
    {
        StreamRecord[] all = [.. _lines.SelectMany(line => line).Concat(_held.Values.SelectMany(batch => batch)).OrderBy(record => record.Number)];
        _earlier.AddRange(Shares());
        (Generation, Instances, _next, _doneByInstance) = (generation, instances, 0, new long[instances]);
        _held.Clear();
        _lines = [.. Enumerable.Range(0, _plan.Share == ShareRule.Pool ? 1 : instances).Select(_ => new Queue<StreamRecord>())];
        Array.ForEach(all, Enqueue);
    }

    /// <summary>A record comes.</summary>
    public void Add(StreamRecord record)
    {
        _arrived += _plan.Topic.Length > 0 ? 1 : 0;
        Enqueue(record);
    }

    /// <summary>Records for an instance, which holds them from now on; those that it holds already, if it does.</summary>
    public StreamRecord[] Take(int instance, int most)
    {
        if (_held.TryGetValue(instance, out StreamRecord[]? held))
        {
            return held;
        }

        Queue<StreamRecord> line = _lines[Math.Min(instance, _lines.Length - 1)];
        StreamRecord[] batch = new StreamRecord[Math.Min(line.Count, most)];
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

    /// <summary>Whether an instance holds records.</summary>
    public bool Holds(int instance) => _held.ContainsKey(instance);

    /// <summary>What an instance holds is done.</summary>
    /// <returns>What it was.</returns>
    public StreamRecord[] Finish(int instance, double busySeconds)
    {
        _held.Remove(instance, out StreamRecord[]? batch);
        _done += batch!.Length;
        _doneByInstance[instance] += batch.Length;
        _busySeconds += busySeconds;
        return batch;
    }

    /// <summary>An instance waited for room.</summary>
    public void Hold(double seconds) => _heldSeconds += seconds;

    /// <summary>What was counted, at the end for each instance that ever was.</summary>
    public OperatorTally Read(bool isLast) =>
        new(_plan.Operator, Generation, _arrived, _lines.Sum(line => (long)line.Count) + _held.Values.Sum(batch => (long)batch.Length), _done, _busySeconds, _heldSeconds, [.. _doneByInstance], isLast ? [.. _earlier, .. Shares()] : []);

    private IEnumerable<InstanceShare> Shares() => _doneByInstance.Select((done, index) => new InstanceShare(index, Generation, done)).Where(share => share.Done > 0);

    private void Enqueue(StreamRecord record)
    {
        int line = _lines.Length == 1 ? 0
            : _groups is not null ? (int)((long)_groups.Of(record) * _lines.Length / _plan.KeyGroups)
            : _plan.Topic.Length > 0 ? (int)(record.Number % _plan.Partitions % _lines.Length)
            : _next++ % _lines.Length;
        _lines[line].Enqueue(record);
        _next = _next == int.MaxValue ? 0 : _next;
    }
}

/// <summary>Records of an operator that one instance did.</summary>
/// <param name="Index">Its index, from 0.</param>
/// <param name="Generation">The generation that it was started in.</param>
/// <param name="Done">How many the broker took as done.</param>
internal sealed record InstanceShare(int Index, long Generation, long Done);

/// <summary>What a broker counted of an operator since the job began.</summary>
/// <param name="Arrived">Records that came into its topic; 0 for one that reads from operators.</param>
/// <param name="Waiting">Records that wait or are being done.</param>
/// <param name="Done">Records that are done.</param>
/// <param name="BusySeconds">How long that took, over all instances.</param>
/// <param name="HeldSeconds">How long instances waited for room after them, over all instances.</param>
/// <param name="DoneByInstance">Records that each instance of this generation did.</param>
/// <param name="Shares">Once nothing is taken any more, those that each instance did which ever was, and did any.</param>
internal sealed record OperatorTally(string Operator, long Generation, long Arrived, long Waiting, long Done, double BusySeconds, double HeldSeconds, IReadOnlyList<long> DoneByInstance, IReadOnlyList<InstanceShare> Shares);

/// <summary>What waits before an operator, and how it is shared out.</summary>
/// <param name="Topic">The topic that fills it; empty: other operators do.</param>
/// <param name="Partitions">Parts of that topic.</param>
/// <param name="Share">Which instance takes a record.</param>
/// <param name="Keys">Different keys.</param>
/// <param name="Buffer">Records that may wait before one instance, when operators fill it.</param>
/// <param name="IsLast">Whether nobody reads what the operator writes.</param>
internal sealed record InboxPlan(string Operator, string Topic, int Partitions, ShareRule Share, int Keys, double Skew, int KeyGroups, int Buffer, bool IsLast);

/// <summary>Which key group a record belongs to: keys by Zipf's law, and each in a group of its own choice, as Flink does it.</summary>
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

    /// <summary>The group of a record, from 0.</summary>
    public int Of(StreamRecord record)
    {
        const double Steps = 1UL << 53;
        double drawn = (record.Draw >> 11) / Steps * _below[^1];
        int at = Array.BinarySearch(_below, drawn);
        int key = Math.Min(at < 0 ? ~at : at + 1, _below.Length - 1);
        return (int)(SplitMix.Of((ulong)key, 1) % (ulong)_groups);
    }
}
