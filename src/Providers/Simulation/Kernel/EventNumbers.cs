using Scalewright.Recording;

namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Numbers of recorded events, as in <see cref="EventRecorder"/>. A member without an event returns <see cref="None"/>.</summary>
internal static class EventNumbers
{
    /// <summary>No event: nothing is recorded, or the event was dropped.</summary>
    public const int None = -1;

    /// <summary>Returns the number of the event that causes what happens now; <see cref="None"/> if nothing is recorded.</summary>
    public static int GetCause(EventRecorder? recorder) => recorder?.Cause ?? None;
}
