namespace Scalewright.Agents.BuiltIn;

/// <summary>Log line of an agent or of one of its services.</summary>
/// <param name="Number">Number of the line, from 1 at each start of the agent. A gap means that lines were dropped
/// before they were read.</param>
/// <param name="Timestamp">Time, by the node's clock.</param>
/// <param name="Level">Severity: 10 debug, 20 information, 30 warning, 40 error, 50 critical.</param>
/// <param name="Logger">Name of the logger.</param>
/// <param name="Message">The message.</param>
public sealed record AgentLogLine(long Number, DateTimeOffset Timestamp, int Level, string Logger, string Message)
{
    /// <summary>Start time of the agent's log, by the node's clock. Each start numbers its lines from 1.</summary>
    public DateTimeOffset LogStartedAt { get; init; }

    /// <summary>Exception as text. Empty: no exception.</summary>
    public string Exception { get; init; } = "";

    /// <summary>Source file without folder and extension. Empty if unknown.</summary>
    public string Module { get; init; } = "";

    /// <summary>Line in the source file. 0 if unknown.</summary>
    public int Line { get; init; }
}
