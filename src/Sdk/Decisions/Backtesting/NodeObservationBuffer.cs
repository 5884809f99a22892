namespace Scalewright.Decisions.Backtesting;

/// <summary>Individual nodes as a policy observes them: ready ones by cloud, then starting ones.</summary>
internal sealed class NodeObservationBuffer(CloudNodePool[] pools, BacktestModel model, LoadTrace trace)
{
    private readonly CloudNodeList[] _nodeLists = [.. pools.Select(pool => new CloudNodeList(pool, model, trace.Start.UtcTicks))];
    private NodeObservation[] _nodes = [];
    private NodeSample[] _loads = [];
    private NodeSample[] _uses = [];
    private int _ready;
    private int _count;

    public ReadOnlySpan<NodeObservation> Nodes => _nodes.AsSpan(0, _count);

    /// <summary>Load of each ready node; starting nodes report nothing.</summary>
    public ReadOnlyMemory<NodeSample> Loads => _loads.AsMemory(0, _ready);

    /// <summary>Utilization of each ready node, in percent.</summary>
    public ReadOnlyMemory<NodeSample> Uses => _uses.AsMemory(0, _ready);

    public void Follow(DateTimeOffset at)
    {
        foreach (CloudNodeList roster in _nodeLists)
        {
            roster.Follow(at.UtcTicks);
        }
    }

    /// <param name="at">Start of the step.</param>
    /// <param name="load">Waiting and served load of all nodes in the step.</param>
    /// <param name="use">Utilization, in percent.</param>
    public void Observe(DateTimeOffset at, double load, double use)
    {
        (double strength, int booting) = Count(at);
        int index = 0;
        DateTimeOffset end = at + trace.Step;
        foreach (CloudNodeList list in _nodeLists)
        {
            for (int node = 0; node < list.Ready; node++, index++)
            {
                double part = list.GetStrength(node, at.UtcTicks);
                DateTimeOffset since = new(list.GetReadyTime(node), TimeSpan.Zero);
                _nodes[index] = new NodeObservation
                {
                    IsReady = true,
                    StartedAt = since,
                    ReadyChangedAt = since,
                };
                _loads[index] = CreateSample(load * part / strength, model.NodeCapacity * part, end);
                _uses[index] = CreateSample(use, 100, end);
            }
        }

        _nodes.AsSpan(index, booting).Fill(new NodeObservation { Phase = NodePhase.Starting });
    }

    private (double Strength, int Booting) Count(DateTimeOffset at)
    {
        (_ready, _count) = (0, 0);
        double strength = 0;
        foreach (CloudNodeList roster in _nodeLists)
        {
            (_ready, _count) = (_ready + roster.Ready, _count + roster.Ready + roster.Booting);
            for (int node = 0; node < roster.Ready; node++)
            {
                strength += roster.GetStrength(node, at.UtcTicks);
            }
        }

        if (_nodes.Length < _count)
        {
            int length = Math.Max(_count, _nodes.Length * 2);
            (_nodes, _loads, _uses) = (new NodeObservation[length], new NodeSample[length], new NodeSample[length]);
        }

        return (strength, _count - _ready);
    }

    private NodeSample CreateSample(double value, double capacity, DateTimeOffset at) =>
        NodeSample.FromValue(value, at) with
        {
            Capacity = capacity,
            Window = trace.Step,
        };
}

/// <summary>Start times of the nodes of one modeled cloud, oldest first.</summary>
internal sealed class CloudNodeList
{
    // One day, the maximum boot and warm-up time, so that initial nodes are ready and warm.
    private static readonly long InitialAge = BacktestModel.MaxBootDelay.Ticks;

    private readonly CloudNodePool _pool;
    private readonly long _warmTicks;
    private readonly double _warmShare;
    private long[] _since;
    private int _first;
    private int _losses;

    public CloudNodeList(CloudNodePool pool, BacktestModel model, long start)
    {
        (_pool, _warmTicks, _warmShare) = (pool, model.WarmUpPeriod.Ticks, model.WarmUpCapacityRatio);
        _since = new long[Math.Max(8, pool.Ready)];
        Ready = pool.Ready;
        _since.AsSpan(0, Ready).Fill(Math.Max(0, start - InitialAge));
    }

    public int Ready { get; private set; }

    public int Booting => _pool.Booting;

    /// <summary>Returns the time at which a node became ready, in ticks; index 0 is the oldest.</summary>
    public long GetReadyTime(int index) => _since[_first + index];

    /// <summary>Returns the capacity of a node, in warm nodes.</summary>
    public double GetStrength(int index, long at) => at - GetReadyTime(index) < _warmTicks ? _warmShare : 1;

    /// <summary>
    /// Updates the list to the counts of the cloud. The oldest nodes fail first, the youngest are removed first.
    /// </summary>
    public void Follow(long at)
    {
        int lost = Math.Min(_pool.Losses - _losses, Ready);
        _losses = _pool.Losses;
        (_first, Ready) = (_first + lost, Ready - lost);
        int more = _pool.Ready - Ready;
        if (more > 0)
        {
            Reserve(more);
            _since.AsSpan(_first + Ready, more).Fill(at);
        }

        Ready = _pool.Ready;
    }

    private void Reserve(int more)
    {
        if (_first + Ready + more <= _since.Length)
        {
            return;
        }

        long[] copy = Ready + more <= _since.Length / 2 ? _since : new long[Math.Max(_since.Length * 2, Ready + more)];
        _since.AsSpan(_first, Ready).CopyTo(copy);
        (_since, _first) = (copy, 0);
    }
}
