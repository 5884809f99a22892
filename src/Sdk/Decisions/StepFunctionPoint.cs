namespace Scalewright.Decisions;

/// <summary>Step of a function of time: the value from this time until the next step.</summary>
/// <param name="Seconds">Time, in seconds from the start.</param>
/// <param name="Value">Value.</param>
internal readonly record struct StepFunctionPoint(double Seconds, double Value);
