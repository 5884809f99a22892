namespace Scalewright.Decisions;

/// <summary>A metric that a function gives.</summary>
internal sealed class FunctionMetricSource : IMetricSource
{
    private readonly Func<MetricRequest, CancellationToken, Task<double>> _read;

    /// <summary>Makes a metric of a function.</summary>
    /// <param name="read">Gives the value of the whole domain, in the metric's own unit.</param>
    public FunctionMetricSource(string name, Func<MetricRequest, CancellationToken, Task<double>> read)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(read);
        (Name, _read) = (name, read);
    }

    public string Name { get; }

    public async Task<MetricReading> ReadAsync(MetricRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return MetricReading.Of(Name, await _read(request, cancellationToken), request.At);
    }
}
