namespace Scalewright.Experiments.Histories;

/// <summary>Identifies a column of a history.</summary>
/// <param name="Metric">Name of the metric, for example <c>numRecordsInPerSecond</c>.</param>
/// <param name="Task">The operator, topic or machine; empty for the whole job.</param>
/// <param name="Instance">Index of the subtask; -1 for the whole operator.</param>
public readonly record struct SeriesKey(string Metric, string Task, int Instance = -1);
