namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>A timer that never fires, given to those that must not have one and cannot be told so: off the loop of a run, or of a simulation that is spoiled.</summary>
internal sealed class StillTimer : ITimer
{
    /// <exception cref="OutsideSimulationException">Always.</exception>
    public bool Change(TimeSpan dueTime, TimeSpan period) => throw new OutsideSimulationException("A timer of its clock");

    public void Dispose()
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
