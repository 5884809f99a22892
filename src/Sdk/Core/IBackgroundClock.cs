namespace Scalewright;

/// <summary>Clock of a backend that stops when no other work is pending, such as a simulation.</summary>
public interface IBackgroundClock
{
    /// <summary>Clock for background work that never ends. Its timers do not keep the backend running.</summary>
    TimeProvider Background { get; }
}
