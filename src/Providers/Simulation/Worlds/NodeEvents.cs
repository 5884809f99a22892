using System.Runtime.InteropServices;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>The last events of each node, by its name.</summary>
internal sealed class NodeEvents(int keptMax)
{
    private const int FirstRoom = 4;

    private readonly Dictionary<string, Ring> _rings = new(StringComparer.Ordinal);

    /// <summary>The nodes that have any.</summary>
    public IEnumerable<string> Nodes => _rings.Keys;

    public void Add(string node, long now, string what)
    {
        if (keptMax > 0)
        {
            ref Ring ring = ref CollectionsMarshal.GetValueRefOrAddDefault(_rings, node, out _);
            ring.Add(now, what, keptMax);
        }
    }

    public ValueList<NodeEvent> Of(string node) => _rings.TryGetValue(node, out Ring ring) ? ring.ToValueList() : [];

    private struct Ring
    {
        private (long Time, string What)[]? _events;
        private int _count;

        public void Add(long now, string what, int keptMax)
        {
            _events ??= new (long, string)[Math.Min(FirstRoom, keptMax)];
            if (_count == _events.Length && _count < keptMax)
            {
                Array.Resize(ref _events, Math.Min(2 * _count, keptMax));
            }

            _events[_count++ % _events.Length] = (now, what);
        }

        public readonly ValueList<NodeEvent> ToValueList()
        {
            if (_events is null)
            {
                return [];
            }

            List<NodeEvent> events = [];
            for (int index = Math.Max(0, _count - _events.Length); index < _count; index++)
            {
                (long time, string what) = _events[index % _events.Length];
                events.Add(new NodeEvent(new TimeSpan(time), what));
            }

            return events.ToValueList();
        }
    }
}
