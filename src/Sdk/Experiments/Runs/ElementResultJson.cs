namespace Scalewright.Experiments.Runs;

/// <summary>What came of a run that was a point of a sweep.</summary>
internal sealed record ElementResultJson(string Outcome, string Why);
