namespace Scalewright.Experiments.Reports;

/// <summary>One sample of a run: what the task did as a whole.</summary>
/// <param name="At">Seconds since the load began.</param>
/// <param name="Parallelism">Instances of the task; 0 while it does not run.</param>
/// <param name="Throughput">Records a second that it took.</param>
/// <param name="BusyMs">Milliseconds of a second that its instances were busy.</param>
/// <param name="BackpressuredMs">Milliseconds of a second that they stood still.</param>
/// <param name="LatencySeconds">Seconds from a record's coming to its leaving.</param>
/// <param name="Lag">Records that waited.</param>
public readonly record struct RunRow(double At, int Parallelism, double Throughput, double BusyMs, double BackpressuredMs, double LatencySeconds, double Lag);
