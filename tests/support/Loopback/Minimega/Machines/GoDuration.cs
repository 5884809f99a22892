namespace Loopback.Minimega.Machines;

/// <summary>Durations in the format of Go: <c>1m21.213285228s</c>.</summary>
internal static class GoDuration
{
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
