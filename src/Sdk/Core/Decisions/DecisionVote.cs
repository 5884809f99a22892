namespace Scalewright.Decisions;

/// <summary>Outvoted proposal of another policy.</summary>
/// <param name="Rule">Formula of the policy.</param>
/// <param name="To">Size that the policy proposed.</param>
public readonly record struct DecisionVote(DecisionRule Rule, int To);
