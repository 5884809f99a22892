using Scalewright.Providers.Simulation.HighAvailability.Scores;
using Scalewright.Topologies;

namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>Group of simulated nodes that provide high availability for resources. Immutable.</summary>
/// <param name="Name">Name, unique in its world.</param>
public sealed record HaGroup(string Name)
{
    /// <summary>Names of the nodes. Nodes may be created later.</summary>
    public ValueList<string> Nodes { get; init; } = [];

    /// <summary>Resources with two nodes each. Empty with <see cref="Scores"/>.</summary>
    public ValueList<HaResource> Resources { get; init; } = [];

    /// <summary>Rules for <see cref="Resources"/>. Default <see cref="HaRuleSet.Strict"/>.</summary>
    public HaRuleSet Rules { get; init; }

    /// <summary>Configuration of Pacemaker's placement. Default null: <see cref="Resources"/> is used.</summary>
    public PacemakerConfiguration? Scores { get; init; }

    /// <summary>Creates a group without resources from a node group of a topology.</summary>
    /// <param name="nodes">The node group.</param>
    public static HaGroup FromNodeGroup(NodeGroup nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        return new HaGroup(nodes.Name) { Nodes = nodes.Nodes.Select(node => node.Name).ToValueList() };
    }
}
