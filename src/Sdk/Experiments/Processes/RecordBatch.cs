namespace Scalewright.Experiments.Processes;

/// <summary>Records that an instance has to do.</summary>
/// <param name="IsCurrent">False when somebody else has taken over, and the instance has to end.</param>
/// <param name="Records">The records, as <see cref="StreamRecord.Pack"/> writes them; empty when none came.</param>
internal sealed record RecordBatch(bool IsCurrent, byte[] Records);
