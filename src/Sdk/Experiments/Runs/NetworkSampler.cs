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
                    (one, index) => _machines[(index + 1)..].Select(other => new SeriesKey(PairMetric, $"{one} {other}"))
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
        for (int one = 0; one < _machines.Length; one++)
        {
            for (int other = one + 1; other < _machines.Length; other++, pair++)
            {
                double seconds =
                    working.Contains(_machines[one]) && working.Contains(_machines[other])
                        ? getLatency(_machines[one], _machines[other])
                        : double.NaN;
                if (double.IsFinite(seconds))
                {
                    (sums[one], sums[other]) = (sums[one] + seconds, sums[other] + seconds);
                    (counts[one], counts[other]) = (counts[one] + 1, counts[other] + 1);
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
