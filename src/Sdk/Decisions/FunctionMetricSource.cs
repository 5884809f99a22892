namespace Scalewright.Decisions;

/// <summary>Metric that a function reads.</summary>
public sealed class FunctionMetricSource : IMetricSource
{
    private readonly Func<MetricRequest, CancellationToken, Task<double>> _read;

    /// <summary>Creates the source.</summary>
    /// <param name="name">Name by which policies find the metric.</param>
    /// <param name="read">Returns the value. An exception counts as a failed reading.</param>
    public FunctionMetricSource(string name, Func<MetricRequest, CancellationToken, Task<double>> read)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(read);
        (Name, _read) = (name, read);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public async Task<MetricReading> ReadAsync(MetricRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return MetricReading.FromValue(Name, await _read(request, cancellationToken), request.Timestamp);
    }
}
