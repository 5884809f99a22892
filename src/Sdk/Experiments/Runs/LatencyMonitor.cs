using Scalewright.Experiments.Coordinates;

namespace Scalewright.Experiments.Runs;

/// <summary>Measures latencies in parallel to the run, so that no machine delays samples or decisions.</summary>
internal sealed class LatencyMonitor(Experiment experiment, ILatencySource source) : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private Task<ScalewrightException?> _round = Task.FromResult<ScalewrightException?>(null);
    private bool _isNews;
    private bool _isKnown;

    public NetworkSampler Sampler { get; } = new(experiment);

    /// <summary>Returns the last known latency between two machines in seconds; null if nothing is known.</summary>
    public Func<string, string, double>? LatencyOf => _isKnown ? source.GetLatency : null;

    public async Task BeginAsync(ValueList<StreamNode> nodes, CancellationToken cancellationToken)
    {
        Again(nodes);
        using CancellationTokenRegistration stop = cancellationToken.Register(_end.Cancel);
        await _round;
    }

    /// <summary>Starts a measurement unless one is in progress.</summary>
    public void Again(ValueList<StreamNode> nodes)
    {
        if (_round.IsCompleted)
        {
            (_round, _isNews) = (MeasureAsync(nodes), true);
        }
    }

    /// <returns>Error of the measurement; null on success.</returns>
    public ScalewrightException? Look(ValueList<StreamNode> nodes, ValueList<TaskManager> managers)
    {
        if (!_isNews || !_round.IsCompletedSuccessfully)
        {
            return null;
        }

        ScalewrightException? trouble = _round.Result;
        (_isNews, _isKnown) = (false, trouble is null);
        Sampler.Look(nodes, managers, LatencyOf);
        return trouble;
    }

    [SuppressMessage("Performance", "CA1849", Justification = "CancelAsync leaves the simulation's loop.")]
    public async ValueTask DisposeAsync()
    {
        _end.Cancel();
        try
        {
            await _round;
        }
        catch (OperationCanceledException)
        {
            // Reported above.
        }

        _end.Dispose();
    }

    private async Task<ScalewrightException?> MeasureAsync(ValueList<StreamNode> nodes)
    {
        try
        {
            await source.MeasureAsync([.. nodes.Select(node => node.Name)], _end.Token);
            return null;
        }
        catch (ScalewrightException trouble)
        {
            return trouble;
        }
    }
}
