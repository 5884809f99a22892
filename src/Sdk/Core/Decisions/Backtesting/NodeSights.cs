namespace Scalewright.Decisions.Backtesting;

/// <summary>What a policy sees of the nodes one by one: those that serve, cloud by cloud, then those on the way. Its lists are written anew for each decision.</summary>
internal sealed class NodeSights(CloudYard[] yards, BacktestModel model, LoadTrace trace)
{
    private readonly NodeRoster[] _rosters = [.. yards.Select(yard => new NodeRoster(yard, model, trace.Start.UtcTicks))];
    private NodeReading[] _nodes = [];
    private NodeSample[] _loads = [];
    private NodeSample[] _uses = [];
    private int _ready;
    private int _count;

    public ReadOnlySpan<NodeReading> Nodes => _nodes.AsSpan(0, _count);

    /// <summary>What each has to do; nodes on the way report nothing.</summary>
    public ReadOnlyMemory<NodeSample> Loads => _loads.AsMemory(0, _ready);

    /// <summary>How busy each is, in percent.</summary>
    public ReadOnlyMemory<NodeSample> Uses => _uses.AsMemory(0, _ready);

    /// <summary>Takes over what the clouds have.</summary>
    /// <param name="at">When.</param>
    public void Follow(DateTimeOffset at)
    {
        foreach (NodeRoster roster in _rosters)
        {
            roster.Follow(at.UtcTicks);
        }
    }

    /// <summary>Writes the lists.</summary>
    /// <param name="at">When a step began.</param>
    /// <param name="load">What waited or was served in it, of all nodes.</param>
    /// <param name="use">How busy they were, in percent.</param>
    public void Look(DateTimeOffset at, double load, double use)
    {
        (double strength, int booting) = Count(at);
        int index = 0;
        DateTimeOffset end = at + trace.Step;
        foreach (NodeRoster roster in _rosters)
        {
            for (int node = 0; node < roster.Ready; node++, index++)
            {
                double part = roster.StrengthOf(node, at.UtcTicks);
                DateTimeOffset since = new(roster.SinceOf(node), TimeSpan.Zero);
                _nodes[index] = new NodeReading { IsReady = true, StartedAt = since, ReadyChangedAt = since };
                _loads[index] = SampleOf(load * part / strength, model.NodeLoad * part, end);
                _uses[index] = SampleOf(use, 100, end);
            }
        }

        _nodes.AsSpan(index, booting).Fill(new NodeReading { Phase = NodePhase.Starting });
    }

    private (double Strength, int Booting) Count(DateTimeOffset at)
    {
        (_ready, _count) = (0, 0);
        double strength = 0;
        foreach (NodeRoster roster in _rosters)
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
            (_nodes, _loads, _uses) = (new NodeReading[room], new NodeSample[room], new NodeSample[room]);
        }

        return (strength, _count - _ready);
    }

    private NodeSample SampleOf(double value, double capacity, DateTimeOffset at) => NodeSample.Of(value, at) with { Capacity = capacity, Window = trace.Step };
}

/// <summary>The nodes of one modelled cloud by name, as it were: since when each serves, the oldest first. Follows the numbers of its <see cref="CloudYard"/>.</summary>
internal sealed class NodeRoster
{
    // A day: as long as anything can take to boot or to warm up, so that what is there at the start is neither.
    private static readonly long Long = BacktestModel.BootMax.Ticks;

    private readonly CloudYard _yard;
    private readonly long _warmTicks;
    private readonly double _warmShare;
    private long[] _since;
    private int _first;
    private int _losses;

    /// <param name="start">When the load begins, in ticks.</param>
    public NodeRoster(CloudYard yard, BacktestModel model, long start)
    {
        (_yard, _warmTicks, _warmShare) = (yard, model.WarmUp.Ticks, model.WarmShare);
        _since = new long[Math.Max(8, yard.Ready)];
        Ready = yard.Ready;
        _since.AsSpan(0, Ready).Fill(Math.Max(0, start - Long));
    }

    /// <summary>Nodes that serve.</summary>
    public int Ready { get; private set; }

    /// <summary>Nodes on the way.</summary>
    public int Booting => _yard.Booting;

    /// <summary>Since when a node serves, in ticks; the oldest has index 0.</summary>
    public long SinceOf(int index) => _since[_first + index];

    /// <summary>What a node can take, in nodes that are warm.</summary>
    public double StrengthOf(int index, long at) => at - SinceOf(index) < _warmTicks ? _warmShare : 1;

    /// <summary>Takes over what its cloud has now. What failed were the oldest, what was removed the youngest.</summary>
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
