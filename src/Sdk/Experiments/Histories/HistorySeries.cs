namespace Scalewright.Experiments.Histories;

/// <summary>What a column of a history holds.</summary>
/// <param name="Metric">What is measured, as in <c>numRecordsInPerSecond</c>.</param>
/// <param name="Task">The operator, topic or machine; empty for the whole job.</param>
/// <param name="Instance">Index of the instance; -1 for the whole.</param>
public readonly record struct HistorySeries(string Metric, string Task, int Instance = -1);
