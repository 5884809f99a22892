namespace Scalewright.Experiments.Inventories;

/// <summary>A group of hosts.</summary>
/// <param name="Name">Name, unique among groups and hosts.</param>
public sealed record InventoryGroup(string Name)
{
    /// <summary>Direct hosts of the group, in order. Names may contain ranges: <c>node[01:12]</c>.</summary>
    public ValueList<string> Hosts { get; init; } = [];

    /// <summary>Groups whose hosts also belong to this group.</summary>
    public ValueList<string> Children { get; init; } = [];

    /// <summary>
    /// True if the group is a direct child of <c>all</c> although it is a child of another group too. A group without a
    /// parent always is.
    /// </summary>
    public bool IsTopLevel { get; init; }

    /// <summary>Variables of all hosts of the group, unless a definition closer to the host overrides them.</summary>
    public DocumentMap Vars { get; init; } = DocumentMap.Empty;
}
