namespace Scalewright.Agents.BuiltIn;

/// <summary>What an agent or a service of it said.</summary>
/// <param name="Number">From 1 on at each start of the agent; a gap means that lines were dropped before anyone took them.</param>
/// <param name="At">When, by the node's clock.</param>
/// <param name="Level">How serious: 10 debug, 20 information, 30 warning, 40 error, 50 critical.</param>
/// <param name="Logger">Who says it.</param>
/// <param name="Message">What is said.</param>
public sealed record AgentLogLine(long Number, DateTimeOffset At, int Level, string Logger, string Message)
{
    /// <summary>When the agent's log was begun, by the node's clock: a new start of the agent counts its lines anew.</summary>
    public DateTimeOffset Start { get; init; }

    /// <summary>The exception that goes with it, as text; empty: none.</summary>
    public string Exception { get; init; } = "";

    /// <summary>The file of the program that says it, without folder and ending; empty: not known.</summary>
    public string Module { get; init; } = "";

    /// <summary>The line in that file; 0: not known.</summary>
    public int Line { get; init; }
}
