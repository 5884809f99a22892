namespace Scalewright.Decisions.Backtesting;

/// <summary>Repairs that are allowed when a recorded load is read. Other problems are errors.</summary>
[Flags]
public enum TraceRepair
{
    /// <summary>No repairs.</summary>
    None = 0,

    /// <summary>
    /// Missing steps get the previous value. If the times have no common step, the rows are resampled to
    /// <see cref="TraceOptions.Step"/>, by default to the median distance of the rows. Each step then has the latest
    /// value at or before its start.
    /// </summary>
    Gaps = 1,

    /// <summary>Invalid values are replaced by the previous one, or by 0 at the start.</summary>
    Values = 2,

    /// <summary>Rows are sorted by time.</summary>
    OutOfOrder = 4,

    /// <summary>The last of several rows with the same time is used.</summary>
    Duplicates = 8,

    /// <summary>Times in another unit than seconds, as the header or their size shows, are converted.</summary>
    Units = 16,

    /// <summary>All repairs.</summary>
    All = Gaps | Values | OutOfOrder | Duplicates | Units,
}
