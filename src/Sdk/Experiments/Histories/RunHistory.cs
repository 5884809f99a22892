namespace Scalewright.Experiments.Histories;

/// <summary>The recorded history of a run.</summary>
/// <param name="Number">Number of the run, from 1.</param>
/// <param name="Outcome">Outcome of the run.</param>
/// <param name="Reason">Reason for the outcome; empty if none was recorded.</param>
public sealed record RunHistory(int Number, RunOutcome Outcome, string Reason)
{
    /// <summary>Reason of a run that a user stopped.</summary>
    internal const string StoppedReason = "the run was stopped";

    /// <summary>All series, in order of appearance.</summary>
    public IReadOnlyDictionary<SeriesKey, SeriesData> Series { get; init; } = new Dictionary<SeriesKey, SeriesData>();

    /// <summary>Events in chronological order.</summary>
    public ValueList<HistoryEvent> Events { get; init; } = [];

    /// <summary>Latencies of all records of a sample, by its time in seconds; empty where they were not recorded.
    /// </summary>
    internal IReadOnlyDictionary<double, LatencyDistribution> Latencies { get; init; } = new Dictionary<double, LatencyDistribution>();

    /// <summary>Returns the values of a series; an empty series if it does not exist.</summary>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="task">The operator; empty for the whole job.</param>
    public SeriesData Find(string metric, string task = "") => Series.GetValueOrDefault(new SeriesKey(metric, task)) ?? new SeriesData();
}
