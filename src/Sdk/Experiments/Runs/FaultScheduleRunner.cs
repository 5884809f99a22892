using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments.Runs;

/// <summary>Applies links, injects faults from the start of the load, and reverts them at the end.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="open">Opens the session that injects the faults; only called if there are links or faults.</param>
internal sealed class FaultScheduleRunner(Experiment experiment, Func<CancellationToken, Task<IFaultSession>> open) : IAsyncDisposable
{
    private readonly Queue<TimedFault> _unreported = new(experiment.Faults.Faults.OrderBy(fault => fault.At));
    private readonly CancellationTokenSource _ending = new();
    private CancellationTokenSource? _both;
    private IFaultSession? _session;
    private Task? _running;

    /// <summary>Reason for a failed injection or reversion; null if there is no failure.</summary>
    public string? Failure =>
        _running is { IsFaulted: true } failed ? $"a fault could not be done: {failed.Exception!.InnerException!.Message}" : RevertError;

    /// <summary>Reason for a failed reversion; null if there is no failure.</summary>
    public string? RevertError { get; private set; }

    /// <summary>Applies the permanent link properties.</summary>
    /// <exception cref="ScalewrightException">The machines do not support faults, or a link cannot be
    /// applied.</exception>
    public async Task OpenAsync(RunLoop loop, CancellationToken cancellationToken)
    {
        if (experiment.Faults.Faults.Count == 0 && experiment.Links.Count == 0)
        {
            return;
        }

        _session = await open(cancellationToken);
        ChangeLink[] links = [.. experiment.Links.Select(link => link.ToFault())];
        await _session.RunScheduleAsync(
            new FaultSchedule([.. links.Select(link => new TimedFault(TimeSpan.Zero, link))]),
            cancellationToken
        );
        foreach (ChangeLink link in links)
        {
            loop.Record("deploy", link.ToString());
        }
    }

    /// <summary>Starts the fault schedule. Later calls have no effect.</summary>
    public void Start(CancellationToken cancellationToken)
    {
        if (_running is null && _session is { } session)
        {
            _both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
            _running = session.RunScheduleAsync(experiment.Faults, _both.Token);
        }
    }

    public void Report(RunLoop loop, TimeSpan at)
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
            catch (Exception exception) when (exception is OperationCanceledException or ScalewrightException)
            {
                // Failure reports the reason.
            }
        }

        try
        {
            if (Interlocked.Exchange(ref _session, null) is { } session)
            {
                await session.DisposeAsync();
            }
        }
        catch (ScalewrightException exception)
        {
            RevertError ??= $"a fault could not be undone: {exception.Message}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _both?.Dispose();
        _ending.Dispose();
    }
}
