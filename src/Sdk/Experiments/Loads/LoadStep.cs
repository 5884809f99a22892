namespace Scalewright.Experiments.Loads;

/// <summary>A part of a load that jumps.</summary>
/// <param name="Rate">Records a second, 0 or more.</param>
/// <param name="For">How long, above 0.</param>
public sealed record LoadStep(double Rate, TimeSpan For);
