namespace Scalewright.Decisions;

/// <summary>Correction of the result of a formula.</summary>
/// <param name="Cause">Cause of the correction.</param>
/// <param name="Value">Size after the correction.</param>
public readonly record struct DecisionCorrection(DecisionCause Cause, int Value);
