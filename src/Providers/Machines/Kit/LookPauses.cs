namespace Scalewright.Providers;

/// <summary>How long to wait between two looks at what begins at some time. Pure.</summary>
internal static class LookPauses
{
    /// <summary>Longer and longer up to a bound; twice the bound while the start is farther away than that, and never beyond the start.</summary>
    /// <param name="look">How many looks there were, 1 or more.</param>
    /// <param name="untilStart">How long it is to the next start that is known; null: none is.</param>
    /// <param name="period">The first pause, and by how much each is longer.</param>
    public static TimeSpan After(int look, TimeSpan? untilStart, TimeSpan period, TimeSpan periodMax)
    {
        TimeSpan grown = period * Math.Min(look, periodMax / period);
        TimeSpan far = periodMax * 2;
        return untilStart is not { } left || left <= TimeSpan.Zero ? grown : left > far ? far : left;
    }
}
