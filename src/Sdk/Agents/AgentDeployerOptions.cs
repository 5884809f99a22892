using Scalewright.Agents.Processes;

namespace Scalewright.Agents;

/// <summary>Options of <see cref="AgentDeployer"/>: agent program, folder and epoch.</summary>
public sealed record AgentDeployerOptions
{
    /// <summary>Local path of the agent program. Default: the current program.</summary>
    /// <remarks>A single self-contained file that uses <see cref="ScalewrightAgent"/> in its Main.</remarks>
    public string Program { get; init; } = Environment.ProcessPath ?? "";

    /// <summary>Folder for agents on a machine.</summary>
    /// <remarks>Empty, the default: <c>/var/lib/scalewright-agent</c> for root, else <c>.scalewright-agent/HOST</c> in
    /// the home folder.</remarks>
    public string Folder { get; init; } = "";

    /// <summary>Controller epoch. Agents refuse epochs below the highest they have seen. Default 0.</summary>
    public long Epoch { get; init; }

    /// <summary>Indicates whether an agent that exited is restarted on demand. Default true.</summary>
    /// <remarks>If false, the first caller that detects the exit gets <see cref="ProblemCode.AgentExited"/> with the
    /// last log lines, and the next <see cref="AgentDeployer.ConnectAsync"/> starts the agent. Clusters use false and
    /// supervise their agents.</remarks>
    public bool AllowAutoRestart { get; init; } = true;

    /// <summary>Unique ID of each connection object, ideally 128 random bits as text. Null: generated.</summary>
    public string? SessionId { get; init; }

    /// <summary>Checks locally whether the program exists and is a single file.</summary>
    /// <returns>The problem found, or an empty list.</returns>
    public ValueList<Problem> Check() => SingleFileProgramCheck.Check(Program) is { } problem ? [problem] : [];
}
