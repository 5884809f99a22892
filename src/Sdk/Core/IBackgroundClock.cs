namespace Scalewright;

/// <summary>A clock of a place that ends when nobody waits for anything any more, as a simulation does.</summary>
public interface IBackgroundClock
{
    /// <summary>The same time, with timers for work that goes on for ever and that nobody waits for: they alone do not keep the place going.</summary>
    TimeProvider Background { get; }
}
