namespace Scalewright.Logs;

/// <summary>Number of the last stored record of a sender.</summary>
/// <param name="Sender">ID of the sender: letters, digits and <c>-</c>.</param>
/// <param name="Number">Number of the last stored record, from 1; 0: no record.</param>
public sealed record LogCheckpoint(string Sender, long Number);
