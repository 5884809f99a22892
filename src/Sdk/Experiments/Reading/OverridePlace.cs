namespace Scalewright.Experiments.Reading;

/// <summary>Where a value stands that takes the place of one of a definition.</summary>
/// <param name="Source">The file as the caller named it.</param>
/// <param name="Spot">The place in it.</param>
public sealed record OverridePlace(string Source, TextSpot Spot);
