namespace Scalewright.Experiments.Loads;

/// <summary>One step of a <see cref="StepLoad"/>.</summary>
/// <param name="Rate">Records per second, at least 0.</param>
/// <param name="Duration">Duration of the step, above 0.</param>
public sealed record LoadStep(double Rate, TimeSpan Duration);
