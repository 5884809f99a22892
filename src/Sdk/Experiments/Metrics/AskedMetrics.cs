using Scalewright.Decisions;
using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Metrics;

/// <summary>Prometheus queries of one run. A short timeout per sample prevents delays of the run.</summary>
internal sealed class AskedMetrics : IDisposable
{
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(10);
    private readonly PrometheusClient? _client;

    public AskedMetrics(Experiment experiment)
    {
        TimeSpan patience = experiment.Interval / 2 < PatienceMax ? experiment.Interval / 2 : PatienceMax;
        _client = experiment.Metrics?.Uri is { } address ? new PrometheusClient(new ServiceOptions(address) { AttemptsMax = 1, Timeout = patience }) : null;
        Sources = _client is { } client ? [.. experiment.Metrics!.Queries.Select(entry => new PrometheusMetric(client, entry.Key, entry.Value))] : [];
    }

    public ValueList<IMetricSource> Sources { get; }

    public void Dispose() => _client?.Dispose();
}
