namespace Scalewright.Decisions;

/// <summary>What another policy wanted and did not get.</summary>
/// <param name="Rule">Its formula.</param>
/// <param name="To">The size it wanted.</param>
public readonly record struct DecisionVote(DecisionRule Rule, int To);
