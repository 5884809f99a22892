using Scalewright.Experiments.Runs;
using Scalewright.Experiments.Streams;

namespace Scalewright.Experiments.Flink;

/// <summary>Turns what Flink measures into readings of the experiment's operators.</summary>
internal sealed class FlinkReader(FlinkClient client, StreamJob job)
{
    private const string RecordsOut = "numRecordsOutPerSecond";

    // FLIP-33: what a source knows to wait for it.
    private const string Pending = "pendingRecords";

    private static readonly ValueList<string> Inner = [Sampler.RecordsIn, Sampler.Busy, Sampler.Held];
    private static readonly ValueList<string> Outer = [Sampler.RecordsIn, Sampler.Busy, Sampler.Held, RecordsOut, Pending];
    private double? _lag;
    private TimeSpan _at;

    /// <summary>Operators of the experiment that no vertex has.</summary>
    public static ValueList<string> Missing(StreamJob job, FlinkJob found) => [.. job.Operators.Select(item => item.Name).Where(name => !found.Vertices.Any(vertex => vertex.Holds(name)))];

    /// <summary>Forgets how much waited: after a restart, the difference tells nothing.</summary>
    public void Forget() => _lag = null;

    /// <summary>Reads a job that runs.</summary>
    public async Task<FlowReading> ReadAsync(FlinkJob found, TimeSpan at, int restarts, CancellationToken cancellationToken)
    {
        List<OperatorReading> operators = [];
        foreach (JobOperator item in job.Operators)
        {
            operators.Add(await ReadAsync(found, item, cancellationToken));
        }

        OperatorReading[] sources = [.. operators.Where((_, index) => job.Operators[index].Topic is not null)];
        double throughput = sources.Sum(source => source.RecordsPerSecond);
        double lag = sources.Sum(source => source.Lag);
        double grown = _lag is { } before && at > _at ? (lag - before) / (at - _at).TotalSeconds : 0;
        (_lag, _at) = (lag, at);
        double arrivals = Math.Max(0, throughput + grown);
        return new FlowReading(at, FlowStatus.Running)
        {
            Operators = [.. operators.Select((item, index) => job.Operators[index].Topic is null ? item : item with { ArrivalsPerSecond = throughput > 0 ? arrivals * item.RecordsPerSecond / throughput : arrivals / sources.Length })],
            ArrivalsPerSecond = arrivals,
            Throughput = throughput,
            Lag = lag,
            LatencySeconds = throughput > 0 ? lag / throughput : double.NaN,
            CheckpointSeconds = (await client.CheckpointMsAsync(found.Id, cancellationToken) ?? 0) / 1000,
            Restarts = restarts,
        };
    }

    /// <summary>The reading of a job that does not run.</summary>
    public FlowReading Standing(TimeSpan at, int restarts) => new(at, FlowStatus.Restarting)
    {
        Operators = [.. job.Operators.Select(item => new OperatorReading(item.Name, [1]))],
        ArrivalsPerSecond = double.NaN,
        Lag = double.NaN,
        LatencySeconds = double.NaN,
        Restarts = restarts,
    };

    private async Task<OperatorReading> ReadAsync(FlinkJob found, JobOperator item, CancellationToken cancellationToken)
    {
        FlinkVertex vertex = found.Vertices.First(known => known.Holds(item.Name));
        bool isSource = item.Topic is not null;
        ValueMap<FlinkMetric> metrics = await client.MetricsAsync(found.Id, vertex.Id, isSource ? Outer : Inner, cancellationToken);

        // Some sources of Flink count only what leaves them.
        bool countsOut = isSource && !(metrics[Sampler.RecordsIn].Sum > 0);
        string counted = countsOut ? RecordsOut : Sampler.RecordsIn;
        ValueList<double> rates = await client.MetricOfInstancesAsync(found.Id, vertex.Id, counted, vertex.Parallelism, cancellationToken);
        double sum = rates.Sum();
        return new OperatorReading(item.Name, sum > 0 ? [.. rates.Select(rate => rate / sum)] : [.. rates.Select(_ => 1.0 / rates.Count)])
        {
            RecordsPerSecond = Known(metrics[counted].Sum),
            BusyMs = Math.Clamp(Known(metrics[Sampler.Busy].Avg), 0, 1000),
            BackpressuredMs = Math.Clamp(Known(metrics[Sampler.Held].Avg), 0, 1000),
            Lag = isSource ? Known(metrics[Pending].Sum) : 0,
        };
    }

    private static double Known(double value) => double.IsFinite(value) ? value : 0;
}
