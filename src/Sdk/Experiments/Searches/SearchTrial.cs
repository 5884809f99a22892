namespace Scalewright.Experiments.Searches;

/// <summary>A pair that was tried.</summary>
/// <param name="Load">The load.</param>
/// <param name="Resources">The resources.</param>
/// <param name="IsMet">Whether they were enough.</param>
public readonly record struct SearchTrial(double Load, int Resources, bool IsMet);
