namespace Scalewright.Agents.BuiltIn;

/// <summary>End of an agent's log.</summary>
/// <param name="Start">Start time of the log, as in <see cref="AgentLogLine.Start"/>.</param>
/// <param name="Number">Number of the last line; 0 if the log is empty.</param>
public sealed record AgentLogEnd(DateTimeOffset Start, long Number);
