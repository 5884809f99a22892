namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>Members and targets of a high-availability cluster. Immutable.</summary>
public sealed record HaState
{
    /// <summary>Cluster without members.</summary>
    public static HaState Empty { get; } = new();

    /// <summary>Members by name, including those that left.</summary>
    public ValueMap<HaNode> Nodes { get; init; } = ValueMap.Empty<HaNode>();

    /// <summary>Targets by label.</summary>
    public ValueMap<HaTarget> Targets { get; init; } = ValueMap.Empty<HaTarget>();

    /// <summary>Returns true if targets can run on a node.</summary>
    /// <param name="node">Name of the node; null for none.</param>
    public bool CanRun(string? node) => node is not null && Nodes.TryGetValue(node, out HaNode? haNode) && haNode.CanRun;

    internal HaState With(HaTarget target) => this with { Targets = Targets.With(target.Label, target) };

    internal HaState With(string node, HaNode value) => this with { Nodes = Nodes.With(node, value) };
}
