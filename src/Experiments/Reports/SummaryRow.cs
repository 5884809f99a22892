namespace Scalewright.Experiments.Reports;

/// <summary>What a task did with a number of instances, over all runs of a point.</summary>
/// <param name="Point">Name of the point.</param>
/// <param name="Parallelism">Instances.</param>
/// <param name="Samples">Samples that count.</param>
/// <param name="Throughput">Records a second: of all samples.</param>
/// <param name="BusyMs">Milliseconds of a second that instances were busy: of all samples.</param>
/// <param name="BackpressuredMs">Milliseconds of a second that they stood still: of all samples.</param>
/// <param name="LatencySeconds">Seconds from a record's coming to its leaving: of all samples.</param>
/// <param name="RunThroughput">Records a second: of the means of the runs, which do not depend on each other as samples do.</param>
public sealed record SummaryRow(string Point, int Parallelism, int Samples, Figures Throughput, Figures BusyMs, Figures BackpressuredMs, Figures LatencySeconds, Figures RunThroughput);
