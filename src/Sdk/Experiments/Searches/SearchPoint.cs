namespace Scalewright.Experiments.Searches;

/// <summary>Result of one row of a search.</summary>
/// <param name="Load">The given load, or the maximum load that the resources sustain; NaN if they sustain none.</param>
/// <param name="Resources">The minimum resources for the load, or the given resources; 0 if no amount is
/// sufficient.</param>
public readonly record struct SearchPoint(double Load, int Resources);
