using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Experiments.Coordinates;

/// <summary>Coordinates of machines, from pings of a few pairs at a time: latency between all without measuring all. The last pings of a pair count before the estimate.</summary>
/// <param name="seed">The seed of which pairs are measured.</param>
internal sealed class CoordinateMap(long seed)
{
    private const int PairsPerMachine = 4;
    private readonly StableRandom _random = new(seed);
    private readonly Dictionary<string, NetworkCoordinate> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), double> _measured = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Each machine pings some others.</summary>
    /// <param name="machines">Those that work, in a fixed order.</param>
    /// <param name="ping">Time there and back; null when no answer comes.</param>
    public void Measure(ValueList<string> machines, Func<string, string, StableRandom, TimeSpan?> ping)
    {
        ArgumentNullException.ThrowIfNull(machines);
        ArgumentNullException.ThrowIfNull(ping);
        foreach (string from in machines)
        {
            for (int count = 0; count < PairsPerMachine && machines.Count > 1; count++)
            {
                string to = machines[_random.Next(machines.Count)];
                if (from != to && ping(from, to, _random) is { Ticks: > 0 } time)
                {
                    Learn(from, to, time.TotalSeconds);
                }
            }
        }
    }

    /// <summary>Where a machine seems to lie.</summary>
    /// <param name="machine">Its name.</param>
    public NetworkCoordinate PlaceOf(string machine) => _places.GetValueOrDefault(machine, NetworkCoordinate.Unknown);

    /// <summary>Estimated seconds of a packet from one machine to another; without end for machines that neither got nor gave an answer.</summary>
    /// <param name="from">The one.</param>
    /// <param name="to">The other.</param>
    public double LatencyOf(string from, string to) =>
        from == to ? 0
        : _measured.TryGetValue(KeyOf(from, to), out double seconds) ? seconds / 2
        : _known.Contains(from) && _known.Contains(to) ? PlaceOf(from).DistanceTo(PlaceOf(to)) / 2
        : double.PositiveInfinity;

    internal void Learn(string from, string to, double seconds)
    {
        (string, string) key = KeyOf(from, to);

        // A slow answer may be chance: half of the news counts.
        _measured[key] = _measured.TryGetValue(key, out double known) ? (known + seconds) / 2 : seconds;
        double direction = 2 * Math.PI * _random.NextDouble();
        _known.Add(from);
        _known.Add(to);
        _places[from] = PlaceOf(from).Pulled(PlaceOf(to), seconds, direction);
    }

    private static (string, string) KeyOf(string one, string other) => string.CompareOrdinal(one, other) < 0 ? (one, other) : (other, one);
}
