namespace Loopback.Minimega.Machines;

/// <summary>Durations as Go prints them: <c>1m21.213285228s</c>.</summary>
internal static class GoDuration
{
    /// <summary>Prints a duration.</summary>
    public static string Print(TimeSpan duration)
    {
        if (duration < TimeSpan.FromSeconds(1))
        {
            return duration == TimeSpan.Zero ? "0s" : duration.TotalMilliseconds.ToString("0.####", CultureInfo.InvariantCulture) + "ms";
        }

        long hours = (long)duration.TotalHours;
        double seconds = (duration.Ticks % TimeSpan.TicksPerMinute) / (double)TimeSpan.TicksPerSecond;
        string minutes = duration.TotalMinutes >= 1 ? $"{duration.Minutes}m" : "";
        return $"{(hours > 0 ? $"{hours}h" : "")}{minutes}{seconds.ToString("0.#######", CultureInfo.InvariantCulture)}s";
    }
}
