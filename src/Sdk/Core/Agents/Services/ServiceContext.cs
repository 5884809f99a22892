using Scalewright.Agents.BuiltIn;

namespace Scalewright.Agents.Services;

/// <summary>What a service knows of the agent that it belongs to. Whoever uses nothing else runs in a simulation as on a machine.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Boot">Which start of the agent it is.</param>
/// <param name="Clock">The node's time.</param>
/// <param name="Programs">Starts programs on the node.</param>
/// <param name="Files">The node's files.</param>
public sealed record ServiceContext(string Node, string Boot, TimeProvider Clock, INodePrograms Programs, INodeFiles Files)
{
    /// <summary>A folder of the node for what shall outlive the agent; empty: it has none.</summary>
    public string Folder { get; init; } = "";

    /// <summary>What services say; others follow it as <see cref="IAgentLog"/>.</summary>
    public AgentLog Log { get; init; } = new(Clock);
}
