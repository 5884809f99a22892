using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Experiments.Streams;

/// <summary>An operator's instances and the lines before them.</summary>
internal sealed class RecordStation
{
    private readonly JobOperator _item;
    private readonly double[] _shares;
    private readonly Queue<double>[] _lines;
    private readonly bool[] _isBusy;
    private double _waits;
    private long _begun;
    private long _done;

    public RecordStation(JobOperator item, double[] shares)
    {
        (_item, _shares, _isBusy) = (item, shares, new bool[shares.Length]);
        _lines = [.. Enumerable.Range(0, item.Share == ShareRule.Pool ? 1 : shares.Length).Select(_ => new Queue<double>())];
    }

    /// <summary>Seconds of work that were begun.</summary>
    public double Busy { get; set; }

    /// <summary>The instance that takes the next record; 0 for a pool.</summary>
    public int Choose(StableRandom random)
    {
        if (_lines.Length == 1)
        {
            return 0;
        }

        double drawn = random.NextDouble();
        int instance = 0;
        while (instance < _shares.Length - 1 && (drawn -= _shares[instance]) >= 0)
        {
            instance++;
        }

        return instance;
    }

    public void Queue(int instance, double now) => LineOf(instance).Enqueue(now);

    /// <summary>Begins the next record of an instance's line.</summary>
    /// <returns>The instance that does it; null when none is free, or nothing waits.</returns>
    public int? TryBegin(int instance, double now, bool isCounted)
    {
        int server = _lines.Length == 1 ? Array.IndexOf(_isBusy, false) : _isBusy[instance] ? -1 : instance;
        if (server < 0 || !LineOf(instance).TryDequeue(out double since))
        {
            return null;
        }

        _isBusy[server] = true;
        (_begun, _waits) = isCounted ? (_begun + 1, _waits + now - since) : (_begun, _waits);
        return server;
    }

    public void End(int instance, bool isCounted)
    {
        _isBusy[instance] = false;
        _done += isCounted ? 1 : 0;
    }

    public RecordReading Read(double seconds) =>
        new(_item.Name, _begun, _done / seconds, _begun > 0 ? _waits / _begun : 0, Busy / seconds / _shares.Length);

    private Queue<double> LineOf(int instance) => _lines[_lines.Length == 1 ? 0 : instance];
}
