namespace Scalewright.Decisions.Policies;

/// <summary>How fast an operator once was.</summary>
/// <param name="Parallelism">With how many instances, 1 or more.</param>
/// <param name="Rate">Records a second.</param>
public readonly record struct StreamObservation(int Parallelism, double Rate);
