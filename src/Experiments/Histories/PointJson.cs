namespace Scalewright.Experiments.Histories;

/// <summary>A point of a sweep.</summary>
internal sealed record PointJson(string Name, SortedDictionary<string, string> Parameters);
