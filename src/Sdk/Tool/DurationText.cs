namespace Scalewright.Tool;

/// <summary>Formats durations for people.</summary>
internal static class DurationText
{
    private const double MaxSecondsWithTenths = 9.95;
    private const int ShownUnits = 2;

    private static readonly TimeSpan MinEstimate = TimeSpan.FromSeconds(1);

    /// <summary>Returns <c>0.3 s</c>, and from ten seconds on whole seconds.</summary>
    public static string Format(TimeSpan time) =>
        time.TotalSeconds < MaxSecondsWithTenths
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s")
            : FormatWhole(time);

    /// <summary>Returns a duration in whole seconds with its two largest units: <c>41 s</c>, <c>5 min 2 s</c>,
    /// <c>2 h 10 min</c>, <c>1 d</c>.</summary>
    public static string FormatWhole(TimeSpan time)
    {
        TimeSpan rounded = TimeSpan.FromSeconds(Math.Round(time.TotalSeconds));
        (int Count, string Unit)[] parts = [(rounded.Days, "d"), (rounded.Hours, "h"), (rounded.Minutes, "min"), (rounded.Seconds, "s")];
        (int Count, string Unit)[] shown = [.. parts.SkipWhile(part => part.Count == 0).Take(ShownUnits)];
        return shown.Length == 0
            ? "0 s"
            : string.Join(
                ' ',
                shown.Where(part => part.Count > 0).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Count} {part.Unit}"))
            );
    }

    /// <summary>Returns the elapsed time, and an estimate of the remaining one: <c>12 s, about 43 s left</c>.</summary>
    /// <param name="elapsed">Elapsed time.</param>
    /// <param name="done">Items or bytes that were completed in this time.</param>
    /// <param name="remaining">Remaining items or bytes.</param>
    public static string WithRemaining(TimeSpan elapsed, long done, long remaining)
    {
        string passed = FormatWhole(TimeSpan.FromSeconds(Math.Floor(elapsed.TotalSeconds)));
        if (done <= 0 || remaining <= 0 || elapsed < MinEstimate)
        {
            return passed;
        }

        TimeSpan estimate = elapsed / done * remaining;
        return $"{passed}, about {FormatWhole(estimate < MinEstimate ? MinEstimate : estimate)} left";
    }
}
