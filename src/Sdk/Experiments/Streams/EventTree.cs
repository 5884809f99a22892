using System.Runtime.CompilerServices;

namespace Scalewright.Experiments.Streams;

/// <summary>Times of the next event of each of several sources, with the earliest one at the root.</summary>
internal sealed class EventTree
{
    private readonly double[] _times;
    private readonly int[] _winners;
    private readonly int _size = 1;

    /// <summary>Creates a tree without events.</summary>
    public EventTree(int count)
    {
        while (_size < count)
        {
            _size *= 2;
        }

        (_times, _winners) = (new double[_size], new int[_size * 2]);
        Array.Fill(_times, double.PositiveInfinity);
        for (int leaf = 0; leaf < _size; leaf++)
        {
            _winners[_size + leaf] = leaf;
        }

        for (int node = _size - 1; node > 0; node--)
        {
            _winners[node] = _winners[2 * node];
        }
    }

    /// <summary>Source of the earliest event; the first one of several at the same time.</summary>
    public int First => _winners[1];

    /// <summary>Time of the earliest event; infinite without one.</summary>
    public double Time => _times[First];

    /// <summary>Sets the time of the next event of a source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Set(int source, double time)
    {
        _times[source] = time;
        for (int node = (_size + source) / 2; node > 0; node /= 2)
        {
            (int left, int right) = (_winners[2 * node], _winners[(2 * node) + 1]);
            int winner = _times[left] <= _times[right] ? left : right;
            if (winner == _winners[node] && winner != source)
            {
                return;
            }

            _winners[node] = winner;
        }
    }
}
