namespace Scalewright.Decisions.Backtesting;

/// <summary>Individual nodes as a policy observes them: ready ones by cloud, then starting ones.</summary>
internal sealed class NodeObservationBuffer(CloudNodePool[] yards, BacktestModel model, LoadTrace trace)
{
    private readonly CloudNodeList[] _nodeLists = [.. yards.Select(
        yard => new CloudNodeList(yard, model, trace.Start.UtcTicks))];
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
    public void Look(DateTimeOffset at, double load, double use)
    {
        (double strength, int booting) = Count(at);
        int index = 0;
        DateTimeOffset end = at + trace.Step;
        foreach (CloudNodeList roster in _nodeLists)
        {
            for (int node = 0; node < roster.Ready; node++, index++)
            {
                double part = roster.StrengthOf(node, at.UtcTicks);
                DateTimeOffset since = new(roster.SinceOf(node), TimeSpan.Zero);
                _nodes[index] = new NodeObservation { IsReady = true, StartedAt = since, ReadyChangedAt = since };
                _loads[index] = SampleOf(load * part / strength, model.NodeCapacity * part, end);
                _uses[index] = SampleOf(use, 100, end);
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
                strength += roster.StrengthOf(node, at.UtcTicks);
            }
        }

        if (_nodes.Length < _count)
        {
            int room = Math.Max(_count, _nodes.Length * 2);
            (_nodes, _loads, _uses) = (new NodeObservation[room], new NodeSample[room], new NodeSample[room]);
        }

        return (strength, _count - _ready);
    }

    private NodeSample SampleOf(double value, double capacity, DateTimeOffset at) =>
        NodeSample.FromValue(value, at) with { Capacity = capacity, Window = trace.Step };
}

/// <summary>Start times of the nodes of one modeled cloud, oldest first.</summary>
internal sealed class CloudNodeList
{
    // One day, the maximum boot and warm-up time, so that initial nodes are ready and warm.
    private static readonly long InitialAge = BacktestModel.MaxBootDelay.Ticks;

    private readonly CloudNodePool _yard;
    private readonly long _warmTicks;
    private readonly double _warmShare;
    private long[] _since;
    private int _first;
    private int _losses;

    public CloudNodeList(CloudNodePool yard, BacktestModel model, long start)
    {
        (_yard, _warmTicks, _warmShare) = (yard, model.WarmUpPeriod.Ticks, model.WarmUpCapacityRatio);
        _since = new long[Math.Max(8, yard.Ready)];
        Ready = yard.Ready;
        _since.AsSpan(0, Ready).Fill(Math.Max(0, start - InitialAge));
    }

    public int Ready { get; private set; }

    public int Booting => _yard.Booting;

    /// <summary>Returns the time at which a node became ready, in ticks; index 0 is the oldest.</summary>
    public long SinceOf(int index) => _since[_first + index];

    /// <summary>Returns the capacity of a node, in warm nodes.</summary>
    public double StrengthOf(int index, long at) => at - SinceOf(index) < _warmTicks ? _warmShare : 1;

    /// <summary>
    /// Updates the list to the counts of the cloud. The oldest nodes fail first, the youngest are removed first.
    /// </summary>
    public void Follow(long at)
    {
        int lost = Math.Min(_yard.Losses - _losses, Ready);
        _losses = _yard.Losses;
        (_first, Ready) = (_first + lost, Ready - lost);
        int more = _yard.Ready - Ready;
        if (more > 0)
        {
            Reserve(more);
            _since.AsSpan(_first + Ready, more).Fill(at);
        }

        Ready = _yard.Ready;
    }

    private void Reserve(int more)
    {
        if (_first + Ready + more <= _since.Length)
        {
            return;
        }

        long[] room = Ready + more <= _since.Length / 2 ? _since : new long[Math.Max(_since.Length * 2, Ready + more)];
        _since.AsSpan(_first, Ready).CopyTo(room);
        (_since, _first) = (room, 0);
    }
}
