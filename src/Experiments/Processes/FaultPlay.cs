using Scalewright.Clusters;
using Scalewright.Experiments.Runs;
using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments.Processes;

/// <summary>The faults of an experiment on real machines, from the beginning of the load on; all that lasts is undone at the end.</summary>
internal sealed class FaultPlay(FaultSchedule schedule, Cluster cluster) : IAsyncDisposable
{
    private readonly Queue<TimedFault> _untold = new(schedule.Faults.OrderBy(fault => fault.At));
    private readonly CancellationTokenSource _ending = new();
    private CancellationTokenSource? _both;
    private Task? _playing;

    /// <summary>Why a fault could not be done or undone; null while all could.</summary>
    public string? Failure => _playing is { IsFaulted: true } failed ? $"a fault could not be done: {failed.Exception!.InnerException!.Message}" : null;

    /// <summary>Begins, once.</summary>
    public void Begin(CancellationToken cancellationToken)
    {
        if (_playing is null && schedule.Faults.Count > 0)
        {
            _both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
            _playing = schedule.RunAsync(cluster, _both.Token);
        }
    }

    /// <summary>Notes those that were due until now.</summary>
    public void Tell(LiveLoop loop, TimeSpan at)
    {
        while (_untold.TryPeek(out TimedFault? fault) && fault.At <= at)
        {
            loop.Mark("fault", _untold.Dequeue().Fault.ToString());
        }
    }

    /// <summary>Undoes what lasts.</summary>
    public async Task EndAsync()
    {
        await _ending.CancelAsync();
        if (_playing is { } playing)
        {
            try
            {
                await playing;
            }
            catch (Exception ended) when (ended is OperationCanceledException or ScalewrightException)
            {
                // Why it ended is told by Failure.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _both?.Dispose();
        _ending.Dispose();
    }
}
