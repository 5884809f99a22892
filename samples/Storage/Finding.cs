namespace StorageSample;

/// <summary>A measurement of a routine.</summary>
/// <param name="What">Name of the measurement.</param>
/// <param name="Value">Result of the measurement.</param>
/// <param name="Limit">Good up to this value, or tested up to it; empty for no limit.</param>
/// <param name="Verdict">Conclusion for the manager; empty for none.</param>
internal sealed record Finding(string What, string Value, string Limit = "", string Verdict = "");
