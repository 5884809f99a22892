namespace Scalewright.Decisions.Policies;

/// <summary>Daily time window in UTC with its own bounds.</summary>
/// <param name="From">Start, as time since midnight, below 24 hours.</param>
/// <param name="Until">
/// Exclusive end, up to 24 hours; before <paramref name="From"/> for a window across midnight. Never equal to it.
/// </param>
public sealed record ScheduleWindow(TimeSpan From, TimeSpan Until)
{
    /// <summary>Minimum size in the window. Default 0.</summary>
    public int MinNodes { get; init; }

    /// <summary>Maximum size in the window. No limit by default.</summary>
    public int MaxNodes { get; init; } = int.MaxValue;

    /// <summary>Days on which the window starts; empty for every day.</summary>
    public ValueList<DayOfWeek> Days { get; init; } = [];

    internal bool Contains(DateTimeOffset at)
    {
        DateTime now = at.UtcDateTime;
        TimeSpan time = now.TimeOfDay;
        return From <= Until
            ? time >= From && time < Until && IsOn(now.DayOfWeek)
            : (time >= From && IsOn(now.DayOfWeek)) || (time < Until && IsOn((DayOfWeek)(((int)now.DayOfWeek + 6) % 7)));
    }

    private bool IsOn(DayOfWeek day)
    {
        foreach (DayOfWeek listedDay in Days)
        {
            if (listedDay == day)
            {
                return true;
            }
        }

        return Days.Count == 0;
    }
}
