namespace Scalewright.Decisions;

/// <summary>A step of a function of time: the value from this time on, until the next.</summary>
/// <param name="Seconds">The time, in seconds from the start.</param>
/// <param name="Value">The value.</param>
public readonly record struct StepValue(double Seconds, double Value);
