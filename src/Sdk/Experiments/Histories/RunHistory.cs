namespace Scalewright.Experiments.Histories;

/// <summary>A run as it was written down.</summary>
/// <param name="Number">Number of the run, from 1.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Why">Why it ended so; empty when nothing was said.</param>
public sealed record RunHistory(int Number, RunOutcome Outcome, string Why)
{
    /// <summary>All series in the order in which they came.</summary>
    public IReadOnlyDictionary<HistorySeries, SeriesData> Series { get; init; } = new Dictionary<HistorySeries, SeriesData>();

    /// <summary>What happened, in the order of time.</summary>
    public ValueList<HistoryMark> Marks { get; init; } = [];

    /// <summary>The values of a series; none when it is not there.</summary>
    /// <param name="metric">What was measured.</param>
    /// <param name="task">The operator; empty for the whole job.</param>
    public SeriesData Find(string metric, string task = "") => Series.GetValueOrDefault(new HistorySeries(metric, task)) ?? new SeriesData();
}
