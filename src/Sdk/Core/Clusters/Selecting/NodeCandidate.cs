namespace Scalewright.Clusters.Selecting;

/// <summary>A node that may be selected.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Facts">What is known of it.</param>
public sealed record NodeCandidate(string Name, ValueMap<FactValue> Facts);
