using Scalewright.Decisions;
using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Metrics;

/// <summary>Metric source that evaluates a PromQL query, for decision engines and runs on Flink.</summary>
/// <param name="client">The client. The caller disposes it.</param>
/// <param name="name">Name of the metric.</param>
/// <param name="query">The PromQL query. It returns one value, for example with <c>sum(…)</c>.</param>
public sealed class PrometheusMetricSource(PrometheusClient client, string name, string query) : IMetricSource
{
    /// <inheritdoc/>
    public string Name { get; } = name ?? throw new ArgumentNullException(nameof(name));

    /// <inheritdoc/>
    /// <exception cref="HttpServiceException">The request was rejected, the response is not valid, or it does not
    /// contain exactly one value.</exception>
    public async Task<MetricReading> ReadAsync(MetricRequest request, CancellationToken cancellationToken)
    {
        ValueList<MetricSeries> series = await client.QueryAsync(query, at: null, cancellationToken);
        MetricPoint point =
            series.Count == 1
                ? series[0].Points[^1]
                : throw new HttpServiceException(
                    "prometheus",
                    new Problem(
                        ProblemCode.ConflictingFields,
                        $"it gives {Pluralizer.Format(series.Count, "value")}",
                        "use a query that gives one, as sum(…)"
                    )
                    {
                        Source = TextEscaping.Escape(query),
                        Field = Name,
                    }
                );
        return MetricReading.FromValue(Name, point.Value, point.At);
    }
}
