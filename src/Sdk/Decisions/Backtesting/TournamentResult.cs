namespace Scalewright.Decisions.Backtesting;

/// <summary>
/// Result of a policy in a tournament. With several loads, figures are means over the loads, each of which counts with
/// its mean over all seeds. With one load, figures are means over its seeds (<see cref="Estimate"/>).
/// </summary>
/// <param name="Name">Name of the policy.</param>
/// <param name="CostPerHour">Cost of its nodes per hour.</param>
/// <param name="ViolationPercent">Percentage of steps in which load waited too long or was lost.</param>
/// <param name="DirectionChangesPerDay">Oscillation: direction changes per day.</param>
/// <param name="MeanNodes">Average number of ready nodes.</param>
/// <param name="UtilizationPercent">Utilization of the nodes, in percent of their capacity.</param>
/// <param name="Score">Score that determines the rank; lower is better.</param>
public sealed record TournamentResult(
    string Name,
    Estimate CostPerHour,
    Estimate ViolationPercent,
    Estimate DirectionChangesPerDay,
    Estimate MeanNodes,
    Estimate UtilizationPercent,
    Estimate Score
)
{
    /// <summary>True if no other policy is better in cost or violations without being worse in the other.</summary>
    public bool IsParetoOptimal { get; init; }

    /// <summary>Paired difference to the score of the winner under these loads; null for the winner.</summary>
    public PairedDifference? DifferenceToWinner { get; init; }
}
