namespace Scalewright.Experiments.Strategies;

/// <summary>What a strategy wants from now on.</summary>
/// <param name="TaskManagers">All task managers, in the order in which their slots are to be used.</param>
/// <param name="Parallelism">Instances by operator; those not named stay.</param>
/// <param name="Reason">Why, in a sentence with its figures.</param>
public sealed record ScalingChange(ValueList<TaskManager> TaskManagers, ValueMap<int> Parallelism, string Reason);
