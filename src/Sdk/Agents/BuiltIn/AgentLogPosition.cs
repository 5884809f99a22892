namespace Scalewright.Agents.BuiltIn;

/// <summary>End of an agent's log.</summary>
/// <param name="LogStartedAt">Start time of the log, as in <see cref="AgentLogLine.LogStartedAt"/>.</param>
/// <param name="Number">Number of the last line; 0 if the log is empty.</param>
public sealed record AgentLogPosition(DateTimeOffset LogStartedAt, long Number);
