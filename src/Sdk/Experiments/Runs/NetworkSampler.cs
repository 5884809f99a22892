using Scalewright.Experiments.Strategies;

namespace Scalewright.Experiments.Runs;

/// <summary>Converts latencies to series of one-way latencies in seconds, NaN if unknown.</summary>
internal sealed class NetworkSampler
{
    /// <summary>Mean latency between task managers, or from the machine in the task to the other machines.</summary>
    public const string Metric = "network_latency";

    /// <summary>Name of <see cref="Metric"/> in live metrics.</summary>
    public const string Family = "network_latency_seconds";

    /// <summary>Latency between two machines; the task is their names, separated by a space.</summary>
    public const string PairMetric = "link_latency";

    // Each pair is a series. Larger tables are unreadable.
    private const int MaxMachinesWithPairs = 12;

    private static readonly SeriesKey Whole = new(Metric, "");
    private readonly string[] _machines;
    private readonly bool _hasPairs;
    private readonly double[] _values;

    public NetworkSampler(Experiment experiment)
    {
        _machines = [.. NodeClass.ExpandMachines(experiment.Nodes).Select(machine => machine.Name)];
        _hasPairs = _machines.Length <= MaxMachinesWithPairs;
        Series =
        [
            Whole,
            .. _machines.Select(machine => new SeriesKey(Metric, machine)),
            .. _hasPairs
                ? _machines.SelectMany(
                    (source, index) => _machines[(index + 1)..].Select(target => new SeriesKey(PairMetric, $"{source} {target}"))
                )
                : [],
        ];
        _values = new double[Series.Count];
        Array.Fill(_values, double.NaN);
    }

    public ValueList<SeriesKey> Series { get; }

    public ReadOnlySpan<double> Values => _values;

    /// <summary>Updates the values.</summary>
    /// <param name="getLatency">Returns the latency between two machines in seconds, infinite if unknown; null if all
    /// are unknown.</param>
    public void Sample(ValueList<StreamNode> nodes, ValueList<TaskManager> managers, Func<string, string, double>? getLatency)
    {
        Array.Fill(_values, double.NaN);
        if (getLatency is null)
        {
            return;
        }

        HashSet<string> working = [.. nodes.Select(node => node.Name)];
        double[] sums = new double[_machines.Length];
        int[] counts = new int[_machines.Length];
        int pair = 1 + _machines.Length;
        for (int source = 0; source < _machines.Length; source++)
        {
            for (int target = source + 1; target < _machines.Length; target++, pair++)
            {
                double seconds =
                    working.Contains(_machines[source]) && working.Contains(_machines[target])
                        ? getLatency(_machines[source], _machines[target])
                        : double.NaN;
                if (double.IsFinite(seconds))
                {
                    (sums[source], sums[target]) = (sums[source] + seconds, sums[target] + seconds);
                    (counts[source], counts[target]) = (counts[source] + 1, counts[target] + 1);
                    if (_hasPairs)
                    {
                        _values[pair] = seconds;
                    }
                }
            }
        }

        for (int machine = 0; machine < _machines.Length; machine++)
        {
            _values[1 + machine] = counts[machine] > 0 ? sums[machine] / counts[machine] : double.NaN;
        }

        double between = ProximityPlacement.Latency(managers, getLatency);
        _values[0] = double.IsFinite(between) ? between : double.NaN;
    }
}
