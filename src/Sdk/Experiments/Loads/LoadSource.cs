namespace Scalewright.Experiments.Loads;

/// <summary>A load and its topic.</summary>
/// <param name="Name">Name, unique in the experiment.</param>
/// <param name="Topic">Topic that receives the records.</param>
/// <param name="Shape">Rate over time.</param>
public sealed record LoadSource(string Name, string Topic, LoadShape Shape);
