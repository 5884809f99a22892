namespace Scalewright.Experiments.Processes;

/// <summary>What came of the records that were fetched.</summary>
/// <param name="BusySeconds">How long they took.</param>
/// <param name="Outputs">Records for other operators, by name, as <see cref="StreamRecord.Pack"/> writes them.</param>
internal sealed record BatchResult(double BusySeconds, IReadOnlyDictionary<string, byte[]> Outputs);
