namespace StorageSample;

/// <summary>Something that a routine measured.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Value">What came of it.</param>
/// <param name="Limit">Up to where it is good, or was tried; empty for no limit.</param>
/// <param name="Verdict">What that means for the manager; empty where nothing is judged.</param>
internal sealed record Finding(string What, string Value, string Limit = "", string Verdict = "");
