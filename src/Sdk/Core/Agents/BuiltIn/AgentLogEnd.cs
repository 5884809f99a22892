namespace Scalewright.Agents.BuiltIn;

/// <summary>How far an agent's log goes.</summary>
/// <param name="Start">When the log was begun, as in <see cref="AgentLogLine.Start"/>.</param>
/// <param name="Number">The number of the line that was said last; 0: nothing was said.</param>
public sealed record AgentLogEnd(DateTimeOffset Start, long Number);
