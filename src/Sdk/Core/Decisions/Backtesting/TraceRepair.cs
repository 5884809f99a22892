namespace Scalewright.Decisions.Backtesting;

/// <summary>What may be repaired in a recorded load; everything else is an error.</summary>
[Flags]
public enum TraceRepair
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Steps that are missing get the value before them. Times that follow no step at all are resampled to <see cref="TraceOptions.Step"/>, or else to their
    /// median distance: each step gets the latest value that was there when it began.</summary>
    Gaps = 1,

    /// <summary>Values that are no load get the value before them; the first one 0.</summary>
    Values = 2,

    /// <summary>Rows are put in order.</summary>
    Disorder = 4,

    /// <summary>Of rows of the same time the last counts.</summary>
    Duplicates = 8,

    /// <summary>Times in another unit than seconds are converted, where the heading says or their size shows which.</summary>
    Units = 16,

    /// <summary>Everything that can be.</summary>
    All = Gaps | Values | Disorder | Duplicates | Units,
}
