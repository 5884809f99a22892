namespace Scalewright.Experiments.Histories;

/// <summary>Records the events and measurements of a run.</summary>
public interface IRunRecorder
{
    /// <summary>Records an event.</summary>
    /// <param name="historyEvent">The event.</param>
    void RecordEvent(HistoryEvent historyEvent);

    /// <summary>Records one value of each series.</summary>
    /// <param name="at">Time since the start of the load.</param>
    /// <param name="series">The series. Pass the same list while the series are unchanged.</param>
    /// <param name="values">The values, in the order of the series.</param>
    void RecordSample(TimeSpan at, ValueList<SeriesKey> series, ReadOnlySpan<double> values);

    /// <summary>Records one value of each series, and the latencies of all records since the previous sample. The
    /// default ignores the latencies.</summary>
    /// <param name="at">Time since the start of the load.</param>
    /// <param name="series">The series. Pass the same list while the series are unchanged.</param>
    /// <param name="values">The values, in the order of the series.</param>
    /// <param name="latency">Latencies of the records; null if they are unknown.</param>
    void RecordSample(TimeSpan at, ValueList<SeriesKey> series, ReadOnlySpan<double> values, LatencyDistribution? latency) =>
        RecordSample(at, series, values);
}
