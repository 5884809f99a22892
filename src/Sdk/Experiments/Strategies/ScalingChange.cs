namespace Scalewright.Experiments.Strategies;

/// <summary>Decision of a scaling strategy.</summary>
/// <param name="TaskManagers">All desired task managers, in the order in which their slots are used.</param>
/// <param name="Parallelism">Parallelism by operator. Operators that are not listed are unchanged.</param>
/// <param name="Reason">Reason with its figures, as a sentence.</param>
public sealed record ScalingChange(ValueList<TaskManager> TaskManagers, ValueMap<int> Parallelism, string Reason);
