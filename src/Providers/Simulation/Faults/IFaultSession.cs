namespace Scalewright.Providers.Simulation;

/// <summary>Runs schedules of faults. Disposing it reverts all of them.</summary>
internal interface IFaultSession : IAsyncDisposable
{
    /// <summary>Runs a schedule that starts now, and returns after its last fault.</summary>
    Task RunScheduleAsync(FaultSchedule schedule, CancellationToken cancellationToken = default);
}
