namespace Scalewright.Experiments.Loads;

/// <summary>A load and the topic it goes to.</summary>
/// <param name="Name">Its name, unique in the experiment.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Shape">How much, over time.</param>
public sealed record LoadSource(string Name, string Topic, LoadShape Shape);
