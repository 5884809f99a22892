namespace Scalewright.Experiments.Histories;

/// <summary>A point of a sweep. Folders of earlier versions do not say what of its runs does not count; it is the same for all points there.</summary>
internal sealed record PointJson(string Name, SortedDictionary<string, string> Parameters, double? WarmUpSeconds = null, double? CoolDownSeconds = null);
