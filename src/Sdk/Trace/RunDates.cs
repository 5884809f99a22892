namespace Scalewright.Traces;

/// <summary>Dates of events.</summary>
internal static class RunDates
{
    /// <summary>Returns the date of a time since the start of a run, within the range of dates.</summary>
    public static DateTime Get(RunTrace run, TimeSpan time)
    {
        Int128 ticks = (Int128)run.Header.Epoch.UtcTicks + time.Ticks;
        return new DateTime((long)Int128.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), DateTimeKind.Utc);
    }
}
