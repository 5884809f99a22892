namespace Scalewright.Decisions;

/// <summary>A scaled group of like nodes over ordered clouds. A value; it lives in a topology as the labels of a group.</summary>
/// <param name="Name">Its name, unique among the groups of the topology without regard to case.</param>
public sealed record Domain(string Name)
{
    /// <summary>Name of the launch configuration of its nodes, with or without a cloud; empty: nodes are made with all defaults.</summary>
    public string Launch { get; init; } = "";

    /// <summary>The clouds in the order of preference; none: nodes are wherever the provider puts them.</summary>
    public ValueList<DomainCloud> Clouds { get; init; } = [];

    /// <summary>Smallest capacity that may be asked for, 0 or more; default 0.</summary>
    public int NodesMin { get; init; }

    /// <summary>Largest capacity that may be asked for; default no limit.</summary>
    public int NodesMax { get; init; } = int.MaxValue;

    /// <summary>How many nodes were asked for last; there are fewer when the clouds have no room. Default 0.</summary>
    public int Capacity { get; init; }

    /// <summary>Number of the next node: no node gets the name of another one, not even of one that is gone.</summary>
    public int NextNumber { get; init; } = 1;

    /// <summary>What its owner calls it by.</summary>
    public ValueMap<string> Tags { get; init; } = ValueMap<string>.Empty;

    /// <summary>Other facts that its owner keeps with it.</summary>
    public ValueMap<string> Annotations { get; init; } = ValueMap<string>.Empty;

    /// <summary>The clouds, or the one that stands for all places when none is named.</summary>
    internal ValueList<DomainCloud> Places => Clouds.Count > 0 ? Clouds : Anywhere;

    private static ValueList<DomainCloud> Anywhere { get; } = [new DomainCloud("")];

    /// <summary>All that is wrong with it; empty when nothing is.</summary>
    public ValueList<Problem> Check() => DomainRules.Check(this);

    /// <summary><c>my_domain: 3 nodes wanted over hotel:4, sierra:4</c>.</summary>
    public override string ToString() => $"{Name}: {CountText.Of(Capacity, "node")} wanted over {(Clouds.Count > 0 ? string.Join(", ", Clouds) : "any place")}";
}
