namespace Scalewright.Experiments.Processes;

/// <summary>What an instance does.</summary>
/// <param name="Ticket">Which one it is.</param>
/// <param name="Cost">Time that a record takes, on average.</param>
/// <param name="CostSpread">Standard deviation of that time over its mean.</param>
/// <param name="IsBurning">Whether it computes for that time, or waits.</param>
/// <param name="Outputs">Records that it writes for each that it reads, by the operator that they are for.</param>
/// <param name="Seed">The seed of its chance.</param>
internal sealed record InstancePlan(InstanceTicket Ticket, TimeSpan Cost, double CostSpread, bool IsBurning, IReadOnlyDictionary<string, double> Outputs, long Seed);
