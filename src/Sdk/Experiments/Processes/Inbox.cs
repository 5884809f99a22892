using Scalewright.Experiments.Streams;

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
