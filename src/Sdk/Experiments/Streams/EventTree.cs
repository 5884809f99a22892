namespace Scalewright.Experiments.Streams;

/// <summary>Times of the next event of each of several sources, with the earliest one at the root.</summary>
internal sealed class EventTree
{
    // The children of node n are 2n and 2n + 1.
    private readonly double[] _times;
    private readonly int _size = 1;

    /// <summary>Creates a tree without events.</summary>
    public EventTree(int count)
    {
        while (_size < count)
        {
            _size *= 2;
        }

        _times = new double[_size * 2];
        Array.Fill(_times, double.PositiveInfinity);
    }

    /// <summary>Time of the earliest event; infinite without one.</summary>
    public double Time => _times[1];

    /// <summary>Returns the source of the earliest event; the first one of several at the same time.</summary>
    public int GetFirst()
    {
        int node = 1;
        while (node < _size)
        {
            node *= 2;
            node += _times[node] <= _times[node + 1] ? 0 : 1;
        }

        return node - _size;
    }

    /// <summary>Sets the time of the next event of a source.</summary>
    public void Set(int source, double time)
    {
        for (int node = _size + source; node > 0 && _times[node] != time; node /= 2)
        {
            _times[node] = time;
            time = double.MinNative(time, _times[node ^ 1]);
        }
    }
}
