namespace Scalewright.Decisions.Policies;

/// <summary>Adds durations to times in ticks.</summary>
internal static class TickMath
{
    /// <summary>
    /// Returns the end of a duration, at most the maximum of a long. Options may contain
    /// <see cref="TimeSpan.MaxValue"/>, for a duration without end.
    /// </summary>
    /// <param name="startTicks">Start, 0 or more.</param>
    /// <param name="duration">Duration, 0 or more.</param>
    public static long GetEnd(long startTicks, TimeSpan duration) =>
        duration.Ticks <= long.MaxValue - startTicks ? startTicks + duration.Ticks : long.MaxValue;
}
