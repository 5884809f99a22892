using Scalewright.Decisions;
using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Metrics;

/// <summary>A metric that a query gives: for decisions of an engine, and recorded beside those of a job on Flink.</summary>
/// <param name="client">Who is asked; stays the caller's to dispose.</param>
/// <param name="name">The metric's name.</param>
/// <param name="query">The query in PromQL; it gives one value, as <c>sum(…)</c> does.</param>
public sealed class PrometheusMetric(PrometheusClient client, string name, string query) : IMetricSource
{
    /// <inheritdoc/>
    public string Name { get; } = name ?? throw new ArgumentNullException(nameof(name));

    /// <inheritdoc/>
    /// <exception cref="ServiceException">It was refused, the answer makes no sense, or it gives no value or several.</exception>
    public async Task<MetricReading> ReadAsync(MetricRequest request, CancellationToken cancellationToken)
    {
        ValueList<MetricSeries> found = await client.QueryAsync(query, at: null, cancellationToken);
        MetricPoint point = found.Count == 1
            ? found[0].Points[^1]
            : throw new ServiceException("prometheus", new Problem(ProblemCode.Conflict, $"it gives {CountText.Of(found.Count, "value")}", "use a query that gives one, as sum(…)") { Source = Printable.Escape(query), Field = Name });
        return MetricReading.Of(Name, point.Value, point.At);
    }
}
