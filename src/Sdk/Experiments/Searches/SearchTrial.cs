namespace Scalewright.Experiments.Searches;

/// <summary>A test of one pair.</summary>
/// <param name="Load">The load.</param>
/// <param name="Resources">The resources.</param>
/// <param name="IsMet">True if the resources were sufficient.</param>
public readonly record struct SearchTrial(double Load, int Resources, bool IsMet);
