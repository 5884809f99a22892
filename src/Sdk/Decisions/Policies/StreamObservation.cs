namespace Scalewright.Decisions.Policies;

/// <summary>Observed rate of an operator.</summary>
/// <param name="Parallelism">Number of instances, 1 or more.</param>
/// <param name="Rate">Records per second.</param>
public readonly record struct StreamObservation(int Parallelism, double Rate);
