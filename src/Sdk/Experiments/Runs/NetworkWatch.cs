using Scalewright.Experiments.Coordinates;

namespace Scalewright.Experiments.Runs;

/// <summary>Measures again and again how far machines are from each other, beside the run: one that does not answer holds up neither samples nor decisions.</summary>
internal sealed class NetworkWatch(Experiment experiment, ILatencySource source) : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private Task<ScalewrightException?> _round = Task.FromResult<ScalewrightException?>(null);
    private bool _isNews;
    private bool _isKnown;

    /// <summary>What is recorded of it.</summary>
    public NetworkSampler Sampler { get; } = new(experiment);

    /// <summary>Estimated seconds of a packet from one machine to another, by the last that is known; null when that is nothing.</summary>
    public Func<string, string, double>? LatencyOf => _isKnown ? source.LatencyOf : null;

    /// <summary>Measures once, and waits for it.</summary>
    public async Task BeginAsync(ValueList<StreamNode> nodes, CancellationToken cancellationToken)
    {
        Again(nodes);
        using CancellationTokenRegistration stop = cancellationToken.Register(_end.Cancel);
        await _round;
    }

    /// <summary>Measures again, unless that is still under way.</summary>
    public void Again(ValueList<StreamNode> nodes)
    {
        if (_round.IsCompleted)
        {
            (_round, _isNews) = (MeasureAsync(nodes), true);
        }
    }

    /// <summary>Takes what was measured since the last look.</summary>
    /// <returns>Why nothing could be measured; null when it could.</returns>
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
            // As it is said above.
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
