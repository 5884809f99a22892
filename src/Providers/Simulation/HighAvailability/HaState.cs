namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>The members and targets of one high-availability cluster. A value.</summary>
public sealed record HaState
{
    /// <summary>A cluster without members.</summary>
    public static HaState Empty { get; } = new();

    /// <summary>The members by name; one that left stays known.</summary>
    public ValueMap<HaNode> Nodes { get; init; } = ValueMap.Empty<HaNode>();

    /// <summary>The targets by label.</summary>
    public ValueMap<HaTarget> Targets { get; init; } = ValueMap.Empty<HaTarget>();

    /// <summary>Whether a target may run on a node.</summary>
    /// <param name="node">The node; null for none.</param>
    public bool MayRun(string? node) => node is not null && Nodes.TryGetValue(node, out HaNode? known) && known.MayRun;

    internal HaState With(HaTarget target) => this with { Targets = Targets.With(target.Label, target) };

    internal HaState With(string node, HaNode value) => this with { Nodes = Nodes.With(node, value) };
}
