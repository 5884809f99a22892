using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Experiments.Coordinates;

/// <summary>Estimates latencies from pings of some pairs. Measured latencies take precedence over estimates.</summary>
/// <param name="seed">Seed for the selection of pairs.</param>
internal sealed class CoordinateMap(long seed)
{
    private const int PairsPerMachine = 4;
    private readonly StableRandom _random = new(seed);
    private readonly Dictionary<string, NetworkCoordinate> _coordinates = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), double> _measured = [];
    private readonly HashSet<string> _knownNodes = new(StringComparer.Ordinal);

    /// <summary>Selects the machines that each machine pings.</summary>
    public List<(string From, string To)> SelectPairs(ValueList<string> machines)
    {
        List<(string, string)> pairs = [];
        foreach (string from in machines)
        {
            for (int count = 0; count < PairsPerMachine && machines.Count > 1; count++)
            {
                string to = machines[_random.Next(machines.Count)];
                if (from != to)
                {
                    pairs.Add((from, to));
                }
            }
        }

        return pairs;
    }

    public NetworkCoordinate GetCoordinate(string machine) => _coordinates.GetValueOrDefault(machine, NetworkCoordinate.Unknown);

    /// <summary>Estimated latency in seconds; infinite for machines without a successful ping.</summary>
    public double GetLatency(string from, string to)
    {
        bool areKnown = _knownNodes.Contains(from) && _knownNodes.Contains(to);
        double estimate = areKnown ? GetCoordinate(from).DistanceTo(GetCoordinate(to)) : double.PositiveInfinity;
        return from == to ? 0 : _measured.GetValueOrDefault(GetKey(from, to), estimate) / 2;
    }

    internal void Update(string from, string to, double seconds)
    {
        (string, string) key = GetKey(from, to);

        // A slow response may be random, so the new value has weight one half.
        _measured[key] = _measured.TryGetValue(key, out double average) ? (average + seconds) / 2 : seconds;
        double direction = 2 * Math.PI * _random.NextDouble();
        _knownNodes.Add(from);
        _knownNodes.Add(to);
        _coordinates[from] = GetCoordinate(from).UpdatedFrom(GetCoordinate(to), seconds, direction);
    }

    private static (string, string) GetKey(string left, string right) =>
        string.CompareOrdinal(left, right) < 0 ? (left, right) : (right, left);
}

/// <summary>Network coordinate of a machine. The distance of two coordinates is the round-trip time.</summary>
/// <param name="Height">Additional time of every packet of the machine, in seconds, at least 0.</param>
/// <param name="Error">Relative error of the estimate; 1 if nothing is known.</param>
internal readonly record struct NetworkCoordinate(double X, double Y, double Height, double Error)
{
    // Dabek, Cox, Kaashoek, Morris: "Vivaldi", SIGCOMM 2004: both constants are 0.25 there.
    private const double Gain = 0.25;
    private const double MinHeight = 1e-5;

    public static NetworkCoordinate Unknown { get; } = new(0, 0, MinHeight, 1);

    public double DistanceTo(NetworkCoordinate other)
    {
        (double x, double y) = (X - other.X, Y - other.Y);
        return Math.Sqrt((x * x) + (y * y)) + Height + other.Height;
    }

    /// <summary>Moves toward or away from another machine after a measurement.</summary>
    /// <param name="seconds">Measured round-trip time in seconds, above 0.</param>
    /// <param name="direction">Direction in radians to move in if both have the same position.</param>
    public NetworkCoordinate UpdatedFrom(NetworkCoordinate other, double seconds, double direction)
    {
        double distance = DistanceTo(other);
        double weight = Error / Math.Max(Error + other.Error, double.Epsilon);
        double deviation = Math.Abs(distance - seconds) / seconds;
        double error = Math.Clamp((deviation * Gain * weight) + (Error * (1 - (Gain * weight))), 0.001, 1);
        double force = Gain * weight * (seconds - distance);
        (double x, double y) = (X - other.X, Y - other.Y);
        double plane = Math.Sqrt((x * x) + (y * y));
        (double unitX, double unitY) = plane > 0 ? (x / distance, y / distance) : (Math.Cos(direction), Math.Sin(direction));
        double height = Math.Max(MinHeight, Height + (force * (Height + other.Height) / distance));
        return new NetworkCoordinate(X + (force * unitX), Y + (force * unitY), height, error);
    }
}
