using Scalewright.Clusters;
using Scalewright.Experiments.Runs;
using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments.Processes;

/// <summary>Applies links, injects faults from the start of the load, and reverts them at the end.</summary>
internal sealed class FaultScheduleRunner(Experiment experiment, Cluster cluster) : IAsyncDisposable
{
    private readonly Queue<TimedFault> _unreported = new(experiment.Faults.Faults.OrderBy(fault => fault.At));
    private readonly CancellationTokenSource _ending = new();
    private CancellationTokenSource? _both;
    private NodeFaultSession? _nodes;
    private Task? _running;
    private string? _revertError;

    /// <summary>Reason for a failed injection or reversion; null if there is no failure.</summary>
    public string? Failure => _running is { IsFaulted: true } failed
        ? $"a fault could not be done: {failed.Exception!.InnerException!.Message}"
        : _revertError;

    /// <summary>Applies the permanent link properties.</summary>
    /// <exception cref="ScalewrightException">The machines do not support faults, or a link cannot be
    /// applied.</exception>
    public async Task OpenAsync(LiveLoop loop, CancellationToken cancellationToken)
    {
        if (experiment.Faults.Faults.Count == 0 && experiment.Links.Count == 0)
        {
            return;
        }

        _nodes = await NodeFaultSession.OpenAsync(cluster, cancellationToken);
        ChangeLink[] links = [.. experiment.Links.Select(link => link.ToFault())];
        await _nodes.RunScheduleAsync(
            new FaultSchedule([.. links.Select(link => new TimedFault(TimeSpan.Zero, link))]), cancellationToken);
        foreach (ChangeLink link in links)
        {
            loop.Record("deploy", link.ToString());
        }
    }

    /// <summary>Starts the fault schedule. Later calls have no effect.</summary>
    public void Start(CancellationToken cancellationToken)
    {
        if (_running is null && _nodes is { } nodes)
        {
            _both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
            _running = nodes.RunScheduleAsync(experiment.Faults, _both.Token);
        }
    }

    public void Report(LiveLoop loop, TimeSpan at)
    {
        while (_unreported.TryPeek(out TimedFault? fault) && fault.At <= at)
        {
            loop.Record("fault", _unreported.Dequeue().Fault.ToString());
        }
    }

    public async Task EndAsync()
    {
        await _ending.CancelAsync();
        if (_running is { } playing)
        {
            try
            {
                await playing;
            }
            catch (Exception ended) when (ended is OperationCanceledException or ScalewrightException)
            {
                // Failure reports the reason.
            }
        }

        try
        {
            await (_nodes?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        catch (ScalewrightException exception)
        {
            _revertError ??= $"a fault could not be undone: {exception.Message}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _both?.Dispose();
        _ending.Dispose();
    }
}
