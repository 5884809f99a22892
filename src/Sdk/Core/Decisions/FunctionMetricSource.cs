namespace Scalewright.Decisions;

internal sealed class FunctionMetricSource : IMetricSource
{
    private readonly Func<MetricRequest, CancellationToken, Task<double>> _read;

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
        return MetricReading.FromValue(Name, await _read(request, cancellationToken), request.Timestamp);
    }
}
