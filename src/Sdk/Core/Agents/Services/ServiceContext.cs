using Scalewright.Agents.BuiltIn;

namespace Scalewright.Agents.Services;

/// <summary>Agent environment of a service. Services that use only this also run in a simulation.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="Boot">ID of this start of the agent.</param>
/// <param name="Clock">Time provider of the node.</param>
/// <param name="Programs">Starts programs on the node.</param>
/// <param name="Files">Files of the node.</param>
public sealed record ServiceContext(string Node, string Boot, TimeProvider Clock, INodePrograms Programs, INodeFiles Files)
{
    /// <summary>Folder for data that outlives the agent. Empty: not available.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Log of the services, available to others as <see cref="IAgentLog"/>.</summary>
    public AgentLog Log { get; init; } = new(Clock);
}
