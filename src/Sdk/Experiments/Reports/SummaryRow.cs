namespace Scalewright.Experiments.Reports;

/// <summary>
/// What a task did with a number of instances. Each figure is one of runs: the mean over all samples of a run that count is one value, as samples of a
/// run depend on each other and runs do not.
/// </summary>
/// <param name="Point">Name of the point.</param>
/// <param name="Parallelism">Instances.</param>
/// <param name="Samples">Samples that count, of all runs.</param>
/// <param name="Throughput">Records a second.</param>
/// <param name="BusyMs">Milliseconds of a second that instances were busy.</param>
/// <param name="BackpressuredMs">Milliseconds of a second that they stood still.</param>
/// <param name="LatencySeconds">Seconds from a record's coming to its leaving.</param>
public sealed record SummaryRow(string Point, int Parallelism, int Samples, Figures Throughput, Figures BusyMs, Figures BackpressuredMs, Figures LatencySeconds);
