namespace Conformance.Phenix;

/// <summary>A log message.</summary>
/// <param name="Level">As in <c>INFO</c>.</param>
/// <param name="Message">The message; lines joined again.</param>
/// <param name="Trace">The error that came with it; empty for none.</param>
internal sealed record PhenixLogEntry(string Level, string Message, string Trace);
