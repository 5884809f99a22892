using Scalewright.Providers.Simulation.HighAvailability.Scores;
using Scalewright.Topologies;

namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>Nodes of a simulated place that keep resources running for each other. A value.</summary>
/// <param name="Name">Its name, unique in its place.</param>
public sealed record HaGroup(string Name)
{
    /// <summary>The names of its nodes; they may be made later.</summary>
    public ValueList<string> Nodes { get; init; } = [];

    /// <summary>What it runs, by rules of two nodes for each resource; none with <see cref="Scores"/>.</summary>
    public ValueList<HaResource> Resources { get; init; } = [];

    /// <summary>The rules for <see cref="Resources"/>; default strict.</summary>
    public RuleSet Rules { get; init; }

    /// <summary>What it runs as Pacemaker decides it; null, the default, for <see cref="Resources"/>.</summary>
    public ScoreConfiguration? Scores { get; init; }

    /// <summary>The nodes of a topology's group, with nothing to run yet.</summary>
    /// <param name="nodes">The group.</param>
    public static HaGroup Of(NodeGroup nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        return new HaGroup(nodes.Name) { Nodes = nodes.Nodes.Select(node => node.Name).ToValueList() };
    }
}
