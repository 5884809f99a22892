namespace Scalewright.Experiments.Streams;

/// <summary>A record comes to an operator from outside, or an instance of it is done with one.</summary>
/// <param name="Station">Index of the operator.</param>
/// <param name="Instance">Index of the instance; -1 for a record that comes.</param>
internal readonly record struct RecordEvent(int Station, int Instance);
