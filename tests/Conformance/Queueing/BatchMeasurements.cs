using Scalewright.Experiments.Histories;

namespace Conformance.Queueing;

/// <summary>Keeps the samples of a run after its warm-up. Each sample is a batch.</summary>
internal sealed class BatchMeasurements(QueueingCase item) : IRunRecorder
{
    private const string Rate = "numRecordsInPerSecond";

    private readonly Dictionary<string, List<double>> _columns = new(StringComparer.Ordinal);

    public void RecordEvent(HistoryEvent historyEvent) { }

    public void RecordSample(TimeSpan at, ValueList<SeriesKey> series, ReadOnlySpan<double> values)
    {
        for (int column = 0; column < series.Count && at.TotalSeconds > item.WarmUpSeconds; column++)
        {
            // Operators have latencies, too; the figures are those of the job.
            string task = series[column].Metric == Rate ? item.LastOperator : "";
            if (series[column].Instance < 0 && series[column].Task == task)
            {
                Column(series[column].Metric).Add(values[column]);
            }
        }
    }

    /// <summary>Returns the estimate of a figure, and the standard error from its batches.</summary>
    public (double Value, double Error) Estimate(string figure)
    {
        List<double> rates = Column(Rate);
        return figure switch
        {
            "throughput_per_s" => Ratio(rates, [.. rates.Select(_ => 1.0)]),
            "sojourn_mean_s" => Ratio([.. Column("latency").Zip(rates, (mean, rate) => mean * rate)], rates),
            _ => Ratio(Column(figure.Replace("sojourn_", "latency_", StringComparison.Ordinal)[..^2]), [.. rates.Select(_ => 1.0)]),
        };
    }

    private static (double Value, double Error) Ratio(List<double> sums, List<double> counts)
    {
        double value = sums.Sum() / counts.Sum();
        double squares = sums.Zip(counts, (sum, count) => sum - (value * count)).Sum(difference => difference * difference);
        return (value, Math.Sqrt(squares / (sums.Count - 1) / sums.Count) / counts.Average());
    }

    private List<double> Column(string metric) => _columns.TryGetValue(metric, out List<double>? column) ? column : _columns[metric] = [];
}
