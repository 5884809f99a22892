using Scalewright.Experiments.Coordinates;

namespace Scalewright.Experiments.Runs;

/// <summary>
/// Measures latencies in parallel to the run, so that a slow machine does not delay samples or decisions.
/// </summary>
internal sealed class LatencyMonitor(Experiment experiment, ILatencySource source) : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private Task _measurement = Task.CompletedTask;
    private ScalewrightException? _error;
    private bool _hasResult;
    private bool _isKnown;

    public NetworkSampler Sampler { get; } = new(experiment);

    /// <summary>Returns the last known latency between two machines in seconds; null if nothing is known.</summary>
    public Func<string, string, double>? LatencySelector => _isKnown ? source.GetLatency : null;

    public async Task StartAsync(ValueList<StreamNode> nodes, CancellationToken cancellationToken)
    {
        TryStart(nodes);
        using CancellationTokenRegistration stop = cancellationToken.Register(_end.Cancel);
        await _measurement;
    }

    /// <summary>Starts a measurement unless one is in progress.</summary>
    public void TryStart(ValueList<StreamNode> nodes)
    {
        if (_measurement.IsCompleted)
        {
            (_measurement, _hasResult) = (MeasureAsync(nodes), true);
        }
    }

    /// <returns>Error of the measurement; null on success.</returns>
    public ScalewrightException? Poll(ValueList<StreamNode> nodes, ValueList<TaskManager> managers)
    {
        if (!_hasResult || !_measurement.IsCompletedSuccessfully)
        {
            return null;
        }

        (_hasResult, _isKnown) = (false, _error is null);
        Sampler.Sample(nodes, managers, LatencySelector);
        return _error;
    }

    [SuppressMessage("Performance", "CA1849", Justification = "CancelAsync leaves the simulation's loop.")]
    public async ValueTask DisposeAsync()
    {
        _end.Cancel();
        try
        {
            await _measurement;
        }
        catch (OperationCanceledException)
        {
            // The cancellation above stopped the measurement.
        }

        _end.Dispose();
    }

    private async Task MeasureAsync(ValueList<StreamNode> nodes)
    {
        try
        {
            await source.MeasureAsync([.. nodes.Select(node => node.Name)], _end.Token);
            _error = null;
        }
        catch (ScalewrightException exception)
        {
            _error = exception;
        }
    }
}
