using Scalewright.Agents;

namespace Scalewright.Providers.Simulation;

/// <summary>What a simulated program is called with.</summary>
/// <param name="Node">Name of the node it runs on.</param>
/// <param name="Request">The command.</param>
/// <param name="Clock">The node's clock, which may be wrong.</param>
public sealed record ProgramCall(string Node, CommandRequest Request, TimeProvider Clock);
