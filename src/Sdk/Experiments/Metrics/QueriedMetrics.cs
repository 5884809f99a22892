using Scalewright.Decisions;
using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Metrics;

/// <summary>Prometheus queries of one run. A short timeout per sample prevents delays of the run.</summary>
internal sealed class QueriedMetrics : IDisposable
{
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromSeconds(10);
    private readonly PrometheusClient? _client;

    public QueriedMetrics(Experiment experiment)
    {
        TimeSpan timeout = experiment.SampleInterval / 2 < MaxTimeout ? experiment.SampleInterval / 2 : MaxTimeout;
        _client = experiment.Metrics?.Uri is { } address
            ? new PrometheusClient(new HttpServiceOptions(address) { MaxAttempts = 1, Timeout = timeout })
            : null;
        Sources = _client is { } client
            ? [.. experiment.Metrics!.Queries.Select(entry => new PrometheusMetricSource(client, entry.Key, entry.Value))]
            : [];
    }

    public ValueList<IMetricSource> Sources { get; }

    public void Dispose() => _client?.Dispose();
}
