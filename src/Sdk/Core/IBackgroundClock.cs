namespace Scalewright;

/// <summary>
/// Clock of a backend that runs only while foreground work is pending, such as a simulation. Background work does not
/// count.
/// </summary>
public interface IBackgroundClock
{
    /// <summary>Clock for endless background work. Its timers do not keep the backend running.</summary>
    TimeProvider Background { get; }
}
