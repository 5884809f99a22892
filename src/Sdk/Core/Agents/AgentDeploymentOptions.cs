using Scalewright.Agents.Processes;

namespace Scalewright.Agents;

/// <summary>What agent is put on machines, and where.</summary>
public sealed record AgentDeploymentOptions
{
    /// <summary>The program of this machine that is the agent there: one file that needs nothing else, with <see cref="ScalewrightAgent"/> in its Main. Default this program.</summary>
    public string Program { get; init; } = Environment.ProcessPath ?? "";

    /// <summary>The folder of a machine that holds agents; empty: <c>/var/lib/scalewright-agent</c> for root, else <c>.scalewright-agent/HOST</c> in the user's home.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The epoch of this controller; agents refuse those below the highest that they have seen. Default 0.</summary>
    public long Epoch { get; init; }

    /// <summary>Whether an agent that ended is started again by whoever needs it. When not, the first to find it so gets <see cref="ProblemCode.AgentEnded"/> with the last
    /// lines of its log, and the next <see cref="AgentDeployment.ConnectAsync"/> starts it: clusters have it so, and supervise. Default true.</summary>
    public bool StartsAgain { get; init; } = true;

    /// <summary>Unique for each connection object, best 128 random bits as text; null: drawn.</summary>
    public string? Session { get; init; }

    /// <summary>What is wrong with the program, as far as this machine shows: it is not there, or it is not one file.</summary>
    /// <returns>Empty: nothing.</returns>
    public ValueList<Problem> Check() => ProgramFile.Check(Program) is { } problem ? [problem] : [];
}
