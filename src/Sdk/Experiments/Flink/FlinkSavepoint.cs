namespace Scalewright.Experiments.Flink;

/// <summary>How far a savepoint is that was asked for.</summary>
/// <param name="IsOver">Whether it came to an end.</param>
/// <param name="Location">Where it is; empty while it is under way and when it failed.</param>
/// <param name="Failure">Why it failed; empty when it did not.</param>
internal sealed record FlinkSavepoint(bool IsOver, string Location, string Failure);
