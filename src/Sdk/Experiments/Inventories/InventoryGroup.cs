namespace Scalewright.Experiments.Inventories;

/// <summary>A group of hosts.</summary>
/// <param name="Name">Name, unique among groups and hosts.</param>
public sealed record InventoryGroup(string Name)
{
    /// <summary>Hosts of the group itself, in order; a name may hold ranges, as in <c>node[01:12]</c>.</summary>
    public ValueList<string> Hosts { get; init; } = [];

    /// <summary>Groups whose hosts belong to this one too.</summary>
    public ValueList<string> Children { get; init; } = [];

    /// <summary>True when it is a child of <c>all</c> itself although another group has it as a child; without a parent it is one anyway.</summary>
    public bool IsTop { get; init; }

    /// <summary>Variables of each of its hosts, where nothing nearer to the host says otherwise.</summary>
    public DocumentMap Vars { get; init; } = DocumentMap.Empty;
}
