namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>How long to wait between two looks at jobs. Pure.</summary>
internal static class LookPauses
{
    /// <summary>Longer and longer up to a bound; twice the bound while the start is farther away than that, and never beyond the start.</summary>
    /// <param name="look">How many looks there were, 1 or more.</param>
    /// <param name="untilStart">How long it is to the next start that the scheduler told; null: it told none.</param>
    /// <param name="options">The bounds.</param>
    public static TimeSpan After(int look, TimeSpan? untilStart, Grid5000Options options)
    {
        TimeSpan grown = options.LookPeriod * Math.Min(look, options.LookPeriodMax / options.LookPeriod);
        TimeSpan far = options.LookPeriodMax * 2;
        return untilStart is not { } left || left <= TimeSpan.Zero ? grown : left > far ? far : left;
    }
}
