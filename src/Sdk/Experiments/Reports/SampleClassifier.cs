using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Reports;

/// <summary>Determines the state of the scaled operator in each sample interval of a run.</summary>
internal sealed class SampleClassifier(ExperimentData data, RunHistory run)
{
    private const double MsPerSecond = 1000;

    private readonly SeriesData _parallelism = run.Find("parallelism");
    private readonly SeriesData _load = run.Find("arrivals");
    private readonly SeriesData _throughput = run.Find("throughput");
    private readonly SeriesData _lag = run.Find(MetricSampler.Lag);
    private readonly SeriesData _restarts = run.Find("restarts");
    private readonly SeriesData _latency = run.Find(MetricSampler.Latency);
    private readonly Dictionary<string, Dictionary<double, double>> _busyRatios = FindBusiest(run);
    private readonly double[] _changes =
    [
        .. run.Events.Where(runEvent => runEvent.Kind is "scale" or "fault" or "node").Select(runEvent => runEvent.At.TotalSeconds),
    ];

    /// <summary>Returns all samples in order of time, also those of the warm-up and the cool-down.</summary>
    public StatedSample[] Classify()
    {
        int count = new[] { _parallelism, _load, _throughput, _lag }.Min(series => series.Values.Length);
        return [.. Enumerable.Range(0, count).Select(Create)];
    }

    private StatedSample Create(int index)
    {
        double at = _parallelism.Times[index];
        BusyOperator other = FindBusiestOther(at);
        return new StatedSample(
            at,
            at - GetStart(index),
            (int)_parallelism.Values[index],
            Load: _load.Values[index],
            Throughput: _throughput.Values[index],
            Lag: _lag.Values[index],
            Busy: _busyRatios.GetValueOrDefault(data.Task)?.GetValueOrDefault(at, double.NaN) ?? double.NaN,
            GetState(index),
            IsSettled(index)
        )
        {
            Other = other.Name,
            OtherBusy = other.Ratio,
            Latency = run.Latencies.GetValueOrDefault(at),
            MeanLatency = index < _latency.Values.Length ? _latency.Values[index] : double.NaN,
        };
    }

    private BusyOperator FindBusiestOther(double at) =>
        _busyRatios
            .Where(entry => entry.Key != data.Task)
            .Select(entry => new BusyOperator(entry.Key, entry.Value.GetValueOrDefault(at)))
            .OrderByDescending(candidate => candidate.Ratio)
            .FirstOrDefault(new BusyOperator("", 0));

    private double GetStart(int index) => index > 0 ? _parallelism.Times[index - 1] : 0;

    private SampleState GetState(int index)
    {
        double lagAtStart = index > 0 ? _lag.Values[index - 1] : 0;
        double lagAtEnd = _lag.Values[index];
        if (_parallelism.Values[index] < 1)
        {
            return SampleState.Down;
        }

        if (Math.Max(lagAtStart, lagAtEnd) <= data.Limits.Backlog.KeepingUp.TotalSeconds * _load.Values[index])
        {
            return SampleState.KeepingUp;
        }

        return Math.Min(lagAtStart, lagAtEnd) >= data.Limits.Backlog.Behind.TotalSeconds * _load.Values[index]
            ? SampleState.Behind
            : SampleState.InBetween;
    }

    // The first sample in which an operator keeps up may still show the end of a backlog.
    private bool IsSettled(int index) =>
        GetState(index) switch
        {
            SampleState.Down => false,
            SampleState.KeepingUp => IsUnchanged(index) && GetState(index - 1) == SampleState.KeepingUp,
            _ => IsUnchanged(index),
        };

    // Nothing changed in this interval and the one before it, which thus exists.
    private bool IsUnchanged(int index) =>
        index >= 2
        && IsEqual(_parallelism, index)
        && IsEqual(_parallelism, index - 1)
        && IsEqual(_restarts, index)
        && IsEqual(_restarts, index - 1)
        && !Array.Exists(_changes, at => at >= GetStart(index - 1) && at < _parallelism.Times[index]);

    private static bool IsEqual(SeriesData series, int index) =>
        index >= series.Values.Length || series.Values[index] == series.Values[index - 1];

    /// <summary>Returns the busy ratio of the busiest instance of each operator, by time.</summary>
    private static Dictionary<string, Dictionary<double, double>> FindBusiest(RunHistory run)
    {
        Dictionary<string, Dictionary<double, double>> operators = new(StringComparer.Ordinal);
        foreach ((SeriesKey key, SeriesData series) in run.Series)
        {
            if (key is not { Metric: MetricSampler.Busy, Instance: >= 0 })
            {
                continue;
            }

            if (!operators.TryGetValue(key.Task, out Dictionary<double, double>? most))
            {
                operators.Add(key.Task, most = []);
            }

            for (int index = 0; index < series.Values.Length; index++)
            {
                double ratio = series.Values[index] / MsPerSecond;
                if (double.IsFinite(ratio))
                {
                    double at = series.Times[index];
                    most[at] = Math.Max(most.GetValueOrDefault(at), ratio);
                }
            }
        }

        return operators;
    }

    private readonly record struct BusyOperator(string Name, double Ratio);
}
