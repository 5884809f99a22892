namespace Scalewright.Decisions.Backtesting;

/// <summary>How a policy did in a tournament: of several loads the mean over them, each with its mean over all seeds; of one load the mean over its seeds (<see cref="Estimate"/>).</summary>
/// <param name="Name">What the policy is called.</param>
/// <param name="Cost">What its nodes cost.</param>
/// <param name="ViolationPercent">Percent of the steps in which load waited too long or was lost.</param>
/// <param name="ReversalsPerDay">Oscillation.</param>
/// <param name="NodesMean">Nodes that served, on average.</param>
/// <param name="UtilizationPercent">Percent of what the nodes could have done that they did.</param>
/// <param name="Score">What the tournament ranks by; less is better.</param>
public sealed record Standing(string Name, Estimate Cost, Estimate ViolationPercent, Estimate ReversalsPerDay, Estimate NodesMean, Estimate UtilizationPercent, Estimate Score)
{
    /// <summary>Whether no other policy is both cheaper and violates less.</summary>
    public bool IsEfficient { get; init; }

    /// <summary>How much worse it scores than the first of the standings, run by run under these very loads; null for the first.</summary>
    public PairedDifference? Behind { get; init; }
}
