namespace Scalewright;

/// <summary>Clock of a backend that ends when nothing waits for it any more, as a simulation does.</summary>
public interface IBackgroundClock
{
    /// <summary>Clock for background work that never ends. Its timers do not keep the backend running.</summary>
    TimeProvider Background { get; }
}
