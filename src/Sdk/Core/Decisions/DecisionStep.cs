namespace Scalewright.Decisions;

/// <summary>One correction of what a formula gave.</summary>
/// <param name="Cause">Why.</param>
/// <param name="Value">The size after it.</param>
public readonly record struct DecisionStep(DecisionCause Cause, int Value);
