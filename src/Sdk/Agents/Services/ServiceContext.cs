using Scalewright.Agents.BuiltIn;

namespace Scalewright.Agents.Services;

/// <summary>Agent environment of a service. Services that use only this also run in a simulation.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="BootId">ID of this start of the agent.</param>
/// <param name="Clock">Time provider of the node.</param>
/// <param name="Processes">Starts programs on the node.</param>
/// <param name="Files">Files of the node.</param>
public sealed record ServiceContext(string Node, string BootId, TimeProvider Clock, INodeProcesses Processes, INodeFiles Files)
{
    /// <summary>Folder for data that is kept across restarts of the agent. Empty: not available.</summary>
    public string DataFolder { get; init; } = "";

    /// <summary>Log of the services, available to others as <see cref="IAgentLog"/>.</summary>
    public AgentLog Log { get; init; } = new(Clock);
}
