namespace Conformance.Phenix;

/// <param name="Message">Its lines are joined.</param>
/// <param name="Trace">The error that was logged with it.</param>
internal sealed record PhenixLogEntry(string Level, string Message, string Trace);
