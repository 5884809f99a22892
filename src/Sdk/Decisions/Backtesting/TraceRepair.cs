namespace Scalewright.Decisions.Backtesting;

/// <summary>Repairs that are allowed when a recorded load is read. Other problems are errors.</summary>
[Flags]
public enum TraceRepair
{
    /// <summary>No repairs.</summary>
    None = 0,

    /// <summary>
    /// Missing steps get the previous value. Times without a common step are resampled to
    /// <see cref="TraceOptions.Step"/>, or to their median distance: each step gets the latest value at its start.
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
