namespace Scalewright.Experiments.Histories;

/// <summary>Takes what is measured in a run, as it happens.</summary>
public interface IRunRecorder
{
    /// <summary>Notes that something happened.</summary>
    /// <param name="mark">What.</param>
    void Mark(HistoryMark mark);

    /// <summary>Notes one value of each series.</summary>
    /// <param name="at">Time since the load began.</param>
    /// <param name="series">The series; the same list as before as long as they are the same.</param>
    /// <param name="values">A value of each.</param>
    void Sample(TimeSpan at, ValueList<HistorySeries> series, ReadOnlySpan<double> values);
}
