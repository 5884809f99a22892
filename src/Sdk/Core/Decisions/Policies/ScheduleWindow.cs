namespace Scalewright.Decisions.Policies;

/// <summary>A time of day, in UTC, with bounds of its own.</summary>
/// <param name="From">Begin, as time since midnight.</param>
/// <param name="Until">End, not included; before <paramref name="From"/> for a window over midnight.</param>
public sealed record ScheduleWindow(TimeSpan From, TimeSpan Until)
{
    /// <summary>Smallest size within it; default 0.</summary>
    public int NodesMin { get; init; }

    /// <summary>Largest size within it; default no limit.</summary>
    public int NodesMax { get; init; } = int.MaxValue;

    /// <summary>The days on which it begins; empty for every day.</summary>
    public ValueList<DayOfWeek> Days { get; init; } = [];

    internal bool Holds(DateTimeOffset at)
    {
        DateTime now = at.UtcDateTime;
        TimeSpan time = now.TimeOfDay;
        return From <= Until
            ? time >= From && time < Until && IsOn(now.DayOfWeek)
            : (time >= From && IsOn(now.DayOfWeek)) || (time < Until && IsOn((DayOfWeek)(((int)now.DayOfWeek + 6) % 7)));
    }

    private bool IsOn(DayOfWeek day)
    {
        foreach (DayOfWeek one in Days)
        {
            if (one == day)
            {
                return true;
            }
        }

        return Days.Count == 0;
    }
}
