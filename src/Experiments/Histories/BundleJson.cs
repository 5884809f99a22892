namespace Scalewright.Experiments.Histories;

/// <summary>The file <c>bundle.json</c>: the names of files, and what took the place of values of the definition.</summary>
internal sealed record BundleJson(string[] Files, SortedDictionary<string, string> Overrides);
