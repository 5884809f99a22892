using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Metrics;

/// <summary>Records what queries give, each under a name of its own.</summary>
/// <param name="client">Who is asked; stays the caller's to dispose.</param>
/// <param name="queries">Queries in PromQL by name; each gives one value, as <c>sum(…)</c> does.</param>
public sealed class PrometheusSource(PrometheusClient client, ValueMap<string> queries) : IMetricSource
{
    /// <inheritdoc/>
    public ValueList<string> Names { get; } = [.. queries.Keys];

    /// <inheritdoc/>
    public async Task<ValueList<double>> ReadAsync(CancellationToken cancellationToken)
    {
        List<double> values = [];
        foreach ((string name, string query) in queries)
        {
            ValueList<MetricSeries> found = await client.QueryAsync(query, at: null, cancellationToken);
            values.Add(found.Count switch
            {
                0 => double.NaN,
                1 => found[0].Points[^1].Value,
                _ => throw new ServiceException("prometheus", new Problem(ProblemCode.Conflict, $"it gives {found.Count} series", "use a query that gives one, as sum(…)") { Source = Printable.Escape(query), Field = name }),
            });
        }

        return values.ToValueList();
    }
}
