namespace Scalewright.Experiments.Searches;

/// <summary>The answer of a row.</summary>
/// <param name="Load">The load that was asked for, or the highest that the resources can take; not a number when they can take none.</param>
/// <param name="Resources">The least resources that the load demands, or those that were asked for; 0 when none are enough.</param>
public readonly record struct SearchAnswer(double Load, int Resources);
