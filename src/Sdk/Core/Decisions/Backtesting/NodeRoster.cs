namespace Scalewright.Decisions.Backtesting;

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

    /// <param name="yard">The cloud.</param>
    /// <param name="model">The world.</param>
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
