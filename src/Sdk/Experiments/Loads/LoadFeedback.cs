namespace Scalewright.Experiments.Loads;

/// <summary>State of the job that closed-loop loads need.</summary>
/// <param name="Lag">Number of queued records, at least 0.</param>
/// <param name="LatencySeconds">Latency of a record without queueing, in seconds, at least 0.</param>
public readonly record struct LoadFeedback(double Lag, double LatencySeconds);
