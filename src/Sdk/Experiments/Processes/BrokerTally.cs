namespace Scalewright.Experiments.Processes;

/// <summary>What a broker counted since the job began.</summary>
/// <param name="Arrived">Records that came, over all topics.</param>
/// <param name="LatencySeconds">Sum of the seconds that records took from their coming to their leaving the last operator.</param>
/// <param name="Left">How many did.</param>
/// <param name="Operators">Of each operator, in the plan's order.</param>
internal sealed record BrokerTally(long Arrived, double LatencySeconds, long Left, IReadOnlyList<OperatorTally> Operators);
