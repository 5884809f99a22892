namespace Scalewright.Traces;

/// <summary>Runs of a trace file, and what is wrong with it.</summary>
/// <param name="Runs">Runs that could be read, in the order of the file. The last one has all events before the first
/// problem.</param>
/// <param name="Problems">Problems of the file; empty if it is intact.</param>
public sealed record RunTraceReadResult(ValueList<RunTrace> Runs, ValueList<Problem> Problems);
