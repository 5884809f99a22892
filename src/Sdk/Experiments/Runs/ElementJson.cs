namespace Scalewright.Experiments.Runs;

/// <summary>A run as a point of a sweep.</summary>
internal sealed record ElementJson(string Key, string Experiment, string Point, int Run);
