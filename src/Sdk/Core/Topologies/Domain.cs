namespace Scalewright.Topologies;

/// <summary>
/// Scalable group of identical nodes in ordered clouds. A topology stores it with its node group.
/// </summary>
/// <param name="Name">Name, unique among the groups of the topology, ignoring case.</param>
public sealed record Domain(string Name)
{
    /// <summary>
    /// Name of the nodes' launch configuration, with or without a cloud. If empty, defaults are used.
    /// </summary>
    public string LaunchConfigurationName { get; init; } = "";

    /// <summary>Clouds in order of preference. If empty, the provider chooses the location of nodes.</summary>
    public ValueList<DomainCloud> Clouds { get; init; } = [];

    /// <summary>Minimum capacity, 0 or more. Default 0.</summary>
    public int MinNodes { get; init; }

    /// <summary>Maximum capacity. No limit by default.</summary>
    public int MaxNodes { get; init; } = int.MaxValue;

    /// <summary>Requested number of nodes. The actual number is lower if the clouds lack capacity. Default 0.</summary>
    public int Capacity { get; init; }

    /// <summary>Number of the next node to create. Node names are never reused, even after nodes are deleted.</summary>
    public int NextNodeNumber { get; init; } = 1;

    /// <summary>Tags set by the owner.</summary>
    public ValueMap<string> Tags { get; init; } = ValueMap<string>.Empty;

    /// <summary>Other metadata stored by the owner.</summary>
    public ValueMap<string> Annotations { get; init; } = ValueMap<string>.Empty;

    /// <summary>Validates the domain. Returns all problems; empty if it is valid.</summary>
    public ValueList<Problem> Check() => DomainRules.Check(this);

    /// <summary>Formats the domain, as in <c>my_domain: 3 nodes desired over hotel:4, sierra:4</c>.</summary>
    public override string ToString() =>
        $"{Name}: {Pluralizer.Format(Capacity, "node")} desired over {(Clouds.Count > 0 ? string.Join(", ", Clouds) : "any cloud")}";
}
