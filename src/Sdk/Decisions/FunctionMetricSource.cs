namespace Scalewright.Decisions;

/// <summary>A metric that a function gives.</summary>
/// <param name="name">The metric's name.</param>
/// <param name="read">Gives the value of the whole domain, in the metric's own unit.</param>
public sealed class FunctionMetricSource(string name, Func<MetricRequest, CancellationToken, Task<double>> read) : IMetricSource
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public async Task<MetricReading> ReadAsync(MetricRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return MetricReading.Of(name, await read(request, cancellationToken), request.At);
    }
}
